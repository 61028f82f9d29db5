// SPDX-License-Identifier: Apache-2.0
package coracle;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks a world for ConfigMaps as any program may: by its URL, its token and its authority. */
final class Asking {
  private static final Pattern VALUE = Pattern.compile("\"value\": ?\"([^\"]*)\"");

  private Asking() {}

  static String configMap(String name, Object value) {
    return """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s"}, "data": {"value": "%s"}}"""
        .formatted(name, value);
  }

  /** The values of all in the namespace default. */
  static List<String> configMaps(Coracle.World world) throws Exception {
    return VALUE.matcher(ask(world, "GET", "").body()).results().map(found -> found.group(1)).toList();
  }

  static HttpResponse<String> create(Coracle.World world, String name, Object value) throws Exception {
    return ask(world, "POST", configMap(name, value));
  }

  private static HttpResponse<String> ask(Coracle.World world, String method, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(world.server() + "/api/v1/namespaces/default/configmaps"))
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .header("Authorization", "Bearer " + world.token())
        .header("Content-Type", "application/json")
        .header("Accept", "application/json")
        .build();
    return client(world.ca()).send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient client(String ca) throws Exception {
    HttpClient.Builder builder = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY);
    if (ca.isEmpty()) {
      return builder.build();
    }
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    trusted.setCertificateEntry("it", certificates.generateCertificate(new ByteArrayInputStream(ca.getBytes())));
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return builder.sslContext(tls).build();
  }
}
