package io.onsale.kit.server;

/** A port cannot be opened because somebody else has it, or because it is not ours to open. */
public final class PortTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PortTaken(String kind, String host, int port, Throwable cause) {
    super(
        "the "
            + kind
            + " port "
            + host
            + ":"
            + port
            + " is taken by another program: stop that, or choose another port",
        cause);
  }
}
