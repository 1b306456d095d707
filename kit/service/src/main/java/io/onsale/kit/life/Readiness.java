package io.onsale.kit.life;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whether calls may come now: everything has started, nothing drains, and each check says yes.
 *
 * <pre>{@code
 * readiness.add(new Readiness.Check("inventory-view", () -> view.hasCaughtUp()));
 * }</pre>
 */
public final class Readiness {
  /** Where the process is in its life. */
  public enum Phase {
    STARTING,
    RUNNING,
    DRAINING
  }

  /** Something that may say yes or no; it must answer within milliseconds. */
  @FunctionalInterface
  public interface Question {
    boolean isReady() throws Exception;
  }

  /** One named thing that must say yes. */
  public record Check(String name, Question question) {}

  private final List<Check> checks = new CopyOnWriteArrayList<>();
  private final Map<String, String> lastFault = new ConcurrentHashMap<>();
  private volatile Phase phase = Phase.STARTING;

  public void add(Check check) {
    checks.add(check);
  }

  public Phase phase() {
    return phase;
  }

  public void enter(Phase next) {
    phase = next;
  }

  /** Each check's answer, in the order in which they were added; a check that throws says no. */
  public Map<String, Boolean> answers() {
    Map<String, Boolean> answers = new LinkedHashMap<>();
    for (Check check : checks) {
      boolean ready;
      try {
        ready = check.question().isReady();
        lastFault.remove(check.name());
      } catch (Exception e) {
        ready = false;
        lastFault.put(check.name(), String.valueOf(e));
      }
      answers.put(check.name(), ready);
    }
    return answers;
  }

  /** Whether calls may come now. */
  public boolean isReady() {
    return phase == Phase.RUNNING && !answers().containsValue(false);
  }

  /** What the last failing answer of a check threw, for the log: it is not told to callers. */
  public Map<String, String> faults() {
    return Map.copyOf(lastFault);
  }
}
