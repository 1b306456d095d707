package io.onsale.proof.bench.seats;

import com.sun.management.ThreadMXBean;
import io.onsale.inventory.flow.CommandAdapter;
import io.onsale.inventory.model.Header;
import io.onsale.inventory.model.Result;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.Selection;
import io.onsale.inventory.store.SbeSnapshots;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How many commands one thread decides in a second when the engine remembers a million ids: called
 * directly, and through {@link CommandAdapter} with decoding and encoding, one command a message
 * and as many as a message takes, which is what many callers at once lead to.
 */
public final class EngineBench {
  private static final int REMEMBERED = 1_000_000;
  private static final int COMMANDS = 1_000_000;
  private static final int WARM_UP = 10;
  private static final int BATCH = Mix.BATCH;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final int repetitions;
  private final PrintStream out;

  private EngineBench(int repetitions, PrintStream out) {
    this.repetitions = repetitions;
    this.out = out;
  }

  /** Measures and prints a table. */
  public static void run(List<String> arguments, PrintStream out) {
    int repetitions = arguments.isEmpty() ? 7 : Integer.parseInt(arguments.get(0));
    new EngineBench(repetitions, out).run();
  }

  private enum Way {
    CALL("called directly", 1),
    AHEAD("called, 64 ids told ahead", 1),
    MESSAGE("one command a message", 1),
    BATCH("64 commands a message", EngineBench.BATCH);

    final String words;
    final int batch;

    Way(String words, int batch) {
      this.words = words;
      this.batch = batch;
    }
  }

  private void run() {
    out.printf(
        "Bare engine, one thread, %,d seats, %,d ids remembered, medians of %d of %,d commands%n",
        Hall.SEATS, REMEMBERED, repetitions, COMMANDS);
    out.printf(
        "%-6s %-26s %8s %8s %8s %10s %12s  %s%n",
        "mix", "way", "M/s", "lowest", "highest", "B/command", "remembered", "outcome");
    List<String> snapshots = new ArrayList<>();
    for (Way way : Way.values()) {
      for (String mix : List.of("sale", "churn")) {
        SeatEngine engine = measure(mix, way);
        if (way == Way.CALL) {
          snapshots.add(snapshot(mix, engine));
        }
      }
    }
    snapshots.forEach(out::println);
  }

  /** Writing the state into memory only: what the log and the disk cost comes on top. */
  private String snapshot(String mix, SeatEngine engine) {
    double[] millis = new double[repetitions];
    long[] bytes = new long[1];
    UnsafeBuffer copy = new UnsafeBuffer(new byte[SbeSnapshots.MAX_CHUNK_LENGTH]);
    for (int i = 0; i < repetitions; i++) {
      bytes[0] = 0;
      long start = System.nanoTime();
      new SbeSnapshots()
          .write(
              engine,
              (buffer, offset, length) -> {
                copy.putBytes(0, buffer, offset, length);
                bytes[0] += length;
              });
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return "snapshot after %s: %.1f MB written into memory in %.0f ms (%.0f to %.0f)"
        .formatted(
            mix, bytes[0] / 1e6, millis[repetitions / 2], millis[0], millis[repetitions - 1]);
  }

  /** What a measurement must tell, or the state of the measured engine is not its twin's. */
  private static final class Subject {
    final SeatEngine engine = new SeatEngine(SeatChanges.NONE);
    final CommandAdapter adapter = new CommandAdapter(engine);
    final MutableDirectBuffer answer = new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
    final Header header = new Header();
    final Selection wanted = new Selection();

    int call(Tape tape) {
      int accepted = 0;
      for (int i = 0; i < tape.size(); i++) {
        if (!(tape.apply(i, engine, header, wanted) instanceof Result.Refused)) {
          accepted++;
        }
      }
      return accepted;
    }

    /** As messages of many commands do it: the engine is told which ids come. */
    int callAhead(Tape tape) {
      int accepted = 0;
      for (int from = 0; from < tape.size(); from += EngineBench.BATCH) {
        int end = Math.min(tape.size(), from + EngineBench.BATCH);
        for (int i = from; i < end; i++) {
          tape.expect(i, engine);
        }
        for (int i = from; i < end; i++) {
          if (!(tape.apply(i, engine, header, wanted) instanceof Result.Refused)) {
            accepted++;
          }
        }
      }
      return accepted;
    }

    int send(Tape.Messages messages) {
      int length = 0;
      for (int i = 0; i < messages.size(); i++) {
        length += messages.apply(i, adapter, answer);
      }
      return length;
    }
  }

  private SeatEngine measure(String mix, Way way) {
    SeatEngine twin = new SeatEngine(SeatChanges.NONE);
    Mix commands = new Mix(twin, COMMANDS, REMEMBERED);
    Subject subject = new Subject();
    double[] rates = new double[repetitions];
    long bytes = 0;
    open(twin);
    open(subject.engine);
    subject.call(mix.equals("sale") ? commands.refusals(COMMANDS) : commands.churn(COMMANDS));
    String outcome = "";
    for (int i = -WARM_UP; i < repetitions; i++) {
      Tape tape = mix.equals("sale") ? commands.sale(COMMANDS) : commands.churn(COMMANDS);
      Tape.Messages messages = way == Way.CALL || way == Way.AHEAD ? null : tape.encode(way.batch);
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      if (messages != null) {
        subject.send(messages);
      } else if (way == Way.AHEAD) {
        subject.callAhead(tape);
      } else {
        subject.call(tape);
      }
      long end = System.nanoTime();
      allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
      if (i >= 0) {
        rates[i] = COMMANDS * 1e3 / (end - start);
        bytes += allocated;
      }
      outcome = commands.outcome();
      subject.call(commands.giveBack());
    }
    if (twin.stateHash() != subject.engine.stateHash()) {
      throw new IllegalStateException("two engines that took the same commands differ");
    }
    Arrays.sort(rates);
    out.printf(
        "%-6s %-26s %8.1f %8.1f %8.1f %10.3f %,12d  %s%n",
        mix,
        way.words,
        rates[repetitions / 2],
        rates[0],
        rates[repetitions - 1],
        bytes / (double) repetitions / COMMANDS,
        subject.engine.rememberedAnswers(),
        outcome);
    return subject.engine;
  }

  private static void open(SeatEngine engine) {
    Header header = new Header();
    header.organizer = 1;
    header.time = 1;
    engine.open(header, Hall.opening(Mix.PERFORMANCE, Hall.LIMIT_PER_BUYER));
  }
}
