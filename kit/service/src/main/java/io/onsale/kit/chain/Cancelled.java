package io.onsale.kit.chain;

/** The caller went away before the answer. */
final class Cancelled extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Cancelled() {
    super("the caller went away", null, false, false);
  }
}
