//! `coracle envtest DIR`: puts this program into a folder under the names that envtest looks for there.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::Program;

const KUBECTL: &str = "kubectl";

/// Why the folder is not as it should be.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A file that is no link is in the way.
    #[error("{}: this file is no link, so it stays as it is; remove it, or name another folder", .0.display())]
    InTheWay(PathBuf),
    /// Anything of the operating system.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What was made of a folder.
#[derive(Debug, PartialEq, Eq)]
pub struct Installed {
    /// The folder, as an absolute path.
    pub folder: PathBuf,
    /// Is there a kubectl in it?
    pub has_kubectl: bool,
}

/// Links the program `own` into a folder, which is made if it is not there, and the first kubectl of `path`, as the variable PATH has it.
///
/// # Errors
/// A file is in the way, or the system does not let us.
pub fn install(folder: &Path, own: &Path, path: &std::ffi::OsStr) -> Result<Installed, InstallError> {
    fs::create_dir_all(folder).map_err(io(folder))?;
    let folder = folder.canonicalize().map_err(io(folder))?;
    for program in Program::ALL {
        link(own, &folder.join(program.name()))?;
    }
    let place = folder.join(KUBECTL);
    let theirs =
        |kubectl: &PathBuf| kubectl.parent().and_then(|folder| folder.canonicalize().ok()) != Some(folder.clone());
    if let Some(kubectl) = programs(path).filter(theirs).find_map(|kubectl| kubectl.canonicalize().ok())
        && !is_file(&place)
    {
        link(&kubectl, &place)?;
    }
    Ok(Installed { has_kubectl: place.exists(), folder })
}

/// Those of kubectl's name that can be run, in order.
fn programs(path: &std::ffi::OsStr) -> impl Iterator<Item = PathBuf> {
    let all: Vec<PathBuf> = std::env::split_paths(path).filter(|folder| folder.is_absolute()).collect();
    all.into_iter().map(|folder| folder.join(KUBECTL)).filter(|program| {
        fs::metadata(program).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
    })
}

/// Is a file there that is no link?
fn is_file(place: &Path) -> bool {
    fs::symlink_metadata(place).is_ok_and(|found| !found.is_symlink())
}

/// Makes a link, in place of one that is there.
fn link(target: &Path, place: &Path) -> Result<(), InstallError> {
    if is_file(place) {
        return Err(InstallError::InTheWay(place.to_owned()));
    }
    let which = |path: &Path| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
    if which(place).is_some_and(|there| Some(there) == which(target)) {
        return Ok(());
    }
    // Under another name first, so that there is always one or the other.
    let mut new = place.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let _ = fs::remove_file(&new);
    symlink(target, &new).and_then(|()| fs::rename(&new, place)).map_err(io(place))
}

fn io(path: &Path) -> impl FnOnce(io::Error) -> InstallError {
    move |source| InstallError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_made_and_made_anew_and_files_stay() {
        let home = tempfile::tempdir().unwrap();
        let file = |name: &str, mode: u32| {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, name).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            path
        };
        let (first, second) = (file("first", 0o755), file("second", 0o755));
        // One that cannot be run, and one that can.
        file("a/kubectl", 0o644);
        let kubectl = file("b/kubectl", 0o755);
        let assets = home.path().join("deep/assets");
        let path = std::env::join_paths([&home.path().join("a"), &assets, &home.path().join("b")]).unwrap();
        let none = install(&assets, &first, "".as_ref()).unwrap();
        assert!(!none.has_kubectl && !assets.join(KUBECTL).exists());
        for own in [&first, &second, &second] {
            let made = install(&assets, own, &path).unwrap();
            assert_eq!(made, Installed { folder: assets.canonicalize().unwrap(), has_kubectl: true });
            for name in ["kube-apiserver", "etcd"] {
                assert_eq!(fs::read_link(assets.join(name)).unwrap(), *own);
            }
            assert_eq!(fs::read_link(assets.join(KUBECTL)).unwrap(), kubectl.canonicalize().unwrap());
        }
        // What somebody put there.
        fs::remove_file(assets.join(KUBECTL)).unwrap();
        fs::write(assets.join(KUBECTL), "mine").unwrap();
        install(&assets, &first, &path).unwrap();
        assert_eq!(fs::read_to_string(assets.join(KUBECTL)).unwrap(), "mine");
        fs::remove_file(assets.join("etcd")).unwrap();
        fs::write(assets.join("etcd"), "theirs").unwrap();
        assert!(matches!(install(&assets, &first, &path), Err(InstallError::InTheWay(path)) if path.ends_with("etcd")));
        assert_eq!(fs::read_to_string(assets.join("etcd")).unwrap(), "theirs");
        assert!(matches!(install(&first, &first, &path), Err(InstallError::Io { .. })));
    }
}
