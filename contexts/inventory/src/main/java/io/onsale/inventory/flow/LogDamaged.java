package io.onsale.inventory.flow;

/**
 * A part of the log, of a snapshot or of a sealed file is missing or is not what was written. Tells
 * which, where, and what can be done.
 */
public final class LogDamaged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long position;
  private final String problem;

  /**
   * @param file what is damaged
   * @param position of the log, from where on
   * @param problem what is wrong and what to do about it, in sentences
   */
  public LogDamaged(String file, long position, String problem) {
    super(file + ", at position " + position + ": " + problem);
    this.file = file;
    this.position = position;
    this.problem = problem;
  }

  /** What is damaged. */
  public String file() {
    return file;
  }

  /** From where on in the log. */
  public long position() {
    return position;
  }

  /** What is wrong, without where. */
  public String problem() {
    return problem;
  }
}
