package io.onsale.inventory.flow;

/** The log is read from another process, which does not answer at this moment. */
public final class LogUnreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param problem who does not answer, in a sentence
   */
  public LogUnreachable(String problem) {
    super(problem);
  }

  /**
   * @param cause why it does not answer
   */
  public LogUnreachable(String problem, Throwable cause) {
    super(problem, cause);
  }
}
