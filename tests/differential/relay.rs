//! Plain HTTP in front of a server that speaks TLS. It takes any certificate, since it is asked for a server of one's own.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned};

/// Listens on a free port and passes requests on to `https://host:port`; gives its own address, `http://host:port`.
///
/// # Errors
/// The address is not of that form, or nothing can be listened on.
pub fn start(url: &str) -> Result<String, String> {
    let address = url.strip_prefix("https://").ok_or("the address is not https://HOST:PORT")?;
    let address = address.trim_end_matches('/').to_owned();
    let host = address.rsplit_once(':').ok_or("the address has no port")?.0.to_owned();
    let name = ServerName::try_from(host).map_err(|error| error.to_string())?;
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider)))
        .with_no_client_auth();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    let own = listener.local_addr().map_err(|error| error.to_string())?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (config, name, address) = (Arc::clone(&config), name.clone(), address.clone());
            // A failure shows as an answer that ends too soon.
            thread::spawn(move || pass_on(stream, config, name, &address));
        }
    });
    Ok(format!("http://{own}"))
}

/// One request and its answer, on a connection of their own.
fn pass_on(
    mut client: TcpStream,
    config: Arc<ClientConfig>,
    name: ServerName<'static>,
    address: &str,
) -> io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let (mut head, mut length) = (Vec::new(), 0);
    loop {
        let start = head.len();
        if reader.read_until(b'\n', &mut head)? <= 2 {
            break;
        }
        let line = String::from_utf8_lossy(&head[start..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    head.truncate(head.len().saturating_sub(2));
    head.extend_from_slice(b"Connection: close\r\n\r\n");
    reader.take(length).read_to_end(&mut head)?;

    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
    let mut server = StreamOwned::new(connection, stream);
    server.write_all(&head)?;
    io::copy(&mut server, &mut client)?;
    Ok(())
}

#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer,
        _: &[CertificateDer],
        _: &ServerName,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
