//! Emulators, and addresses at which no service is to be had.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hubspot_engagements_emulator::server::{ServeOptions, Server, start, unix_ms};
use hubspot_engagements_emulator::{OAuthApp, Portal, PortalOptions};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use serde_json::Value;
use tokio::net::TcpSocket;

use crate::table::root;

/// A served emulator with these options.
pub(crate) async fn emulator(options: &Value) -> Arc<Server> {
    let mut given =
        PortalOptions { admin: true, engagements: 3, seed: 7, now_ms: unix_ms(), ..PortalOptions::default() };
    for (name, value) in options.as_object().into_iter().flatten() {
        let number = || value.as_u64().unwrap();
        match name.as_str() {
            "engagements" => given.engagements = usize::try_from(number()).unwrap(),
            "rate_limit" => given.rate_limit = Some(u32::try_from(number()).unwrap()),
            "id_blocks" => given.id_blocks = u32::try_from(number()).unwrap(),
            "writer" => given.writer = serde_json::from_value(value.clone()).unwrap(),
            "without_contacts_scope" => given.contacts_scope = !value.as_bool().unwrap(),
            "index_lag_ms" => given.index_lag_ms = value.as_i64().unwrap(),
            "token" => given.token = value.as_str().map(str::to_owned),
            "rotate_refresh_tokens" => given.rotate_refresh_tokens = value.as_bool().unwrap(),
            "oauth_client" => given.oauth = Some(app(value.as_str().unwrap())),
            other => panic!("{other} is no option of the emulator here"),
        }
    }
    Arc::new(start(Portal::new(given), ServeOptions::default()).await.unwrap())
}

fn app(text: &str) -> OAuthApp {
    let [client_id, client_secret, refresh_token] = text.split(':').collect::<Vec<_>>()[..] else { panic!() };
    let [client_id, client_secret, refresh_token] =
        [client_id, client_secret, refresh_token].map(str::to_owned);
    OAuthApp { client_id, client_secret, refresh_token }
}

/// An address at which nobody listens.
pub(crate) fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// An address whose queue of connections is full, as long as what comes with it is kept.
pub(crate) async fn full() -> (String, impl Sized) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    let wait = Duration::from_millis(100);
    while let Ok(Ok(stream)) = tokio::time::timeout(wait, tokio::net::TcpStream::connect(address)).await {
        queue.push(stream);
    }
    (format!("http://{address}"), (listener, queue))
}

/// A TLS server whose certificate nobody has signed.
pub(crate) fn self_signed() -> String {
    let pem = std::fs::read(root().join("tests/faults/self-signed.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(&pem).unwrap()],
            PrivateKeyDer::from_pem_slice(&pem).unwrap(),
        )
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| shake_hands(stream, &config)));
    format!("https://localhost:{port}")
}

fn shake_hands(mut stream: TcpStream, config: &Arc<ServerConfig>) {
    let mut connection = ServerConnection::new(Arc::clone(config)).unwrap();
    // Whoever does not like the certificate leaves.
    let _ = connection.complete_io(&mut stream);
    let _ = stream.read(&mut [0]);
}
