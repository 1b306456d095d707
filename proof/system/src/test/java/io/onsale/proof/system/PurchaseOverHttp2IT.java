package io.onsale.proof.system;

/** Contexts call each other over HTTP/2 on the internal port. */
class PurchaseOverHttp2IT extends Purchase {
  PurchaseOverHttp2IT() {
    super("http2");
  }
}
