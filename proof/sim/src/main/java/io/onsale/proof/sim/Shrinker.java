package io.onsale.proof.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Leaves steps out of a failing history as long as it fails in the same way. */
final class Shrinker {
  /** Histories that are tried at most. */
  private static final int TRIALS_MAX = 4_000;

  private final Failure.Kind kind;
  private int trials;
  private History shortest;
  private Failure failure;

  Shrinker(History failing, Failure failure) {
    this.shortest = failing;
    this.failure = failure;
    this.kind = failure.kind();
  }

  /** The shortest history found, and how it fails. */
  record Shrunk(History history, Failure failure) {}

  Shrunk shrink() {
    int before;
    do {
      before = size();
      leaveOut();
      thinMessages();
      simplify();
    } while (size() < before && trials < TRIALS_MAX);
    return new Shrunk(shortest, failure);
  }

  /** Requests and steps together. */
  private int size() {
    return shortest.steps().stream()
        .mapToInt(step -> step instanceof Step.Send send ? 1 + send.requests().size() : 1)
        .sum();
  }

  private void leaveOut() {
    for (int piece = Math.max(1, shortest.steps().size() / 2); piece > 0; piece /= 2) {
      for (int end = shortest.steps().size(); end > 0; end -= piece) {
        List<Step> fewer = new ArrayList<>(shortest.steps());
        fewer.subList(Math.max(0, end - piece), Math.min(end, fewer.size())).clear();
        attempt(fewer);
      }
    }
  }

  /** Several requests in one message become fewer. */
  private void thinMessages() {
    for (int i = 0; i < shortest.steps().size(); i++) {
      if (shortest.steps().get(i) instanceof Step.Send send) {
        for (int r = send.requests().size() - 1; r >= 0 && isMany(i); r--) {
          Step.Send now = (Step.Send) shortest.steps().get(i);
          List<Request> fewer = new ArrayList<>(now.requests());
          fewer.remove(r);
          attempt(i, new Step.Send(now.client(), fewer, now.fate()));
        }
      }
    }
  }

  private boolean isMany(int i) {
    return shortest.steps().get(i) instanceof Step.Send send && send.requests().size() > 1;
  }

  /** What can be as usual becomes so. */
  private void simplify() {
    for (int i = 0; i < shortest.steps().size(); i++) {
      switch (shortest.steps().get(i)) {
        case Step.Send send when send.fate() != Step.Fate.ARRIVES ->
            attempt(i, new Step.Send(send.client(), send.requests(), Step.Fate.ARRIVES));
        case Step.Again again when again.fate() != Step.Fate.ARRIVES ->
            attempt(i, new Step.Again(again.client(), again.request(), Step.Fate.ARRIVES));
        case Step.Restart restart when restart.back() > 0 ->
            attempt(i, new Step.Restart(restart.node(), 0));
        default -> {}
      }
    }
    if (shortest.nodes() > 1) {
      attempt(new History(1, shortest.steps()));
    }
  }

  private void attempt(int i, Step step) {
    List<Step> changed = new ArrayList<>(shortest.steps());
    changed.set(i, step);
    attempt(changed);
  }

  private void attempt(List<Step> steps) {
    attempt(new History(shortest.nodes(), steps));
  }

  private void attempt(History history) {
    if (trials++ >= TRIALS_MAX) {
      return;
    }
    Optional<Failure> failed = Simulator.run(history);
    if (failed.isPresent() && failed.get().kind() == kind) {
      shortest = history;
      failure = failed.get();
    }
  }
}
