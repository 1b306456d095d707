package io.onsale.proof.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Runs histories by seed and number; one of a seed and number is always the same. */
final class Simulator {
  /**
   * A history that failed.
   *
   * @param number of the history, from 1
   * @param length steps before it was shrunk
   */
  record Found(long seed, long number, int length, History history, Failure failure) {
    /** All that one needs to see it again. */
    String told(String commit) {
      StringBuilder told = new StringBuilder();
      told.append(
          "FAILED: %s in history %d of seed %d, commit %s%n"
              .formatted(failure.kind(), number, seed, commit));
      told.append("  %s%n".formatted(failure.getMessage()));
      told.append(
          "%d of its %d steps, with %s, are enough:%n"
              .formatted(
                  history.steps().size(),
                  length,
                  history.nodes() == 1 ? "one node" : history.nodes() + " nodes"));
      for (int i = 0; i < history.steps().size(); i++) {
        told.append("%4d. %s%n".formatted(i + 1, history.steps().get(i).told()));
      }
      told.append("again: ./onsale sim --seed %d --history %d%n".formatted(seed, number));
      return told.toString();
    }
  }

  private Simulator() {}

  /** Runs the histories from {@code first} to {@code last} and stops at a failure. */
  static Optional<Found> run(long seed, long first, long last, int jobs)
      throws InterruptedException {
    AtomicLong next = new AtomicLong(first);
    List<Optional<Found>> found = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
      Callable<Optional<Found>> job = () -> search(seed, next, last);
      for (Future<Optional<Found>> one : threads.invokeAll(Collections.nCopies(jobs, job))) {
        found.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a job of the simulator failed", e);
    }
    // The same one however many jobs there were: the first that fails.
    return found.stream()
        .flatMap(Optional::stream)
        .min(Comparator.comparingLong(Found::number))
        .map(Simulator::shrunk);
  }

  private static Optional<Found> search(long seed, AtomicLong next, long last) {
    for (long number = next.getAndIncrement(); number <= last; number = next.getAndIncrement()) {
      Optional<Found> found = history(seed, number);
      if (found.isPresent()) {
        next.set(last + 1);
        return found;
      }
    }
    return Optional.empty();
  }

  /** Draws and runs one history; empty when all is as it must be. */
  private static Optional<Found> history(long seed, long number) {
    Generator generator = new Generator(mix(seed + number * 0x9e3779b97f4a7c15L));
    World world = new World(generator.nodes());
    List<Step> steps = new ArrayList<>();
    try {
      for (int i = 0; i < generator.length(); i++) {
        Step step = generator.next(world);
        steps.add(step);
        world.take(step);
      }
      world.end();
      return Optional.empty();
    } catch (Failure failure) {
      History history = new History(generator.nodes(), steps);
      return Optional.of(new Found(seed, number, steps.size(), history, failure));
    }
  }

  private static Found shrunk(Found found) {
    Shrinker.Shrunk shrunk = new Shrinker(found.history, found.failure).shrink();
    return new Found(found.seed, found.number, found.length, shrunk.history(), shrunk.failure());
  }

  /** Runs a history that is there already. */
  static Optional<Failure> run(History history) {
    World world = new World(history.nodes());
    try {
      history.steps().forEach(world::take);
      world.end();
      return Optional.empty();
    } catch (Failure failure) {
      return Optional.of(failure);
    }
  }

  /** Neighbouring numbers become far apart. */
  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
