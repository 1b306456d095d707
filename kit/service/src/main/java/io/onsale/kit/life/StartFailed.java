package io.onsale.kit.life;

/** A component did not start. The cause says why. */
public final class StartFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartFailed(String component, Throwable cause) {
    super(component + " did not start: " + cause.getMessage(), cause);
  }
}
