package io.onsale.kit.life;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What no loop may survive. A loop catches everything, so that one bad piece of work does not end
 * it in silence; but a Java that is out of memory or broken inside can promise nothing any more.
 *
 * <pre>{@code
 * } catch (Throwable t) {
 *     Fatal.endIf(t);
 *     LOG.warn("a piece failed; going on", t);
 * }
 * }</pre>
 */
public final class Fatal {
  private static final Logger LOG = LoggerFactory.getLogger(Fatal.class);
  private static final int STATUS = 70;

  private Fatal() {}

  /**
   * Ends the process at once, and says why, when a fault is of the machine itself; returns on any
   * other. A stack that was too deep is a fault of the work: its end has freed the stack.
   */
  public static void endIf(Throwable fault) {
    if (!(fault instanceof VirtualMachineError) || fault instanceof StackOverflowError) {
      return;
    }
    try {
      LOG.error("the Java machine failed: the process ends", fault);
      System.err.println("onsale: the Java machine failed, the process ends: " + fault);
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
