package io.onsale.proof.system;

/** Contexts call each other within the process. */
class PurchaseInProcessIT extends Purchase {
  PurchaseInProcessIT() {
    super("in-process");
  }
}
