package io.onsale.inventory.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.model.ReferenceModel.Outcome;
import io.onsale.inventory.model.ReferenceModel.Wanted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random histories, decided by the engine and by the model; the seed of a failure is printed. */
class EngineAgainstModelTest {
  private static final int HISTORIES = 150;
  private static final int COMMANDS = 250;

  @Test
  void agreesWithTheModelInEveryHistory() {
    for (long seed = 1; seed <= HISTORIES; seed++) {
      new History(seed).run(COMMANDS);
    }
  }

  @Test
  void replayOfTheSameCommandsGivesTheSameHash() {
    for (long seed = 1; seed <= 20; seed++) {
      History first = new History(seed);
      History second = new History(seed);
      first.run(COMMANDS);
      second.run(COMMANDS);
      assertThat(second.engine.stateHash()).as("seed %d", seed).isEqualTo(first.engine.stateHash());
    }
  }

  /** One history: what is asked follows from the seed and from what was answered before. */
  private static final class History {
    private static final long START = 1_800_000_000_000L;
    private static final long[] SHOWS = {101, 102};
    private static final long ORGANIZER = 7;

    private final long seed;
    private final Random random;
    private final ReferenceModel model = new ReferenceModel();
    private final Mirror mirror = new Mirror();
    private final List<Runnable> repeatable = new ArrayList<>();
    private final Header header = new Header();
    private SeatEngine engine = new SeatEngine(mirror);
    private long time = START;
    private long nextId = 1;
    private int command;

    History(long seed) {
      this.seed = seed;
      random = new Random(seed);
    }

    void run(int commands) {
      for (long show : SHOWS) {
        Opening opening = opening(show);
        ask(ORGANIZER, 0, 0);
        compare(engine.open(header, opening), model.open(header, opening));
      }
      for (command = 0; command < commands; command++) {
        step();
        check();
      }
    }

    private void step() {
      time += random.nextInt(4) == 0 ? random.nextInt(5_000) : random.nextInt(50);
      if (random.nextInt(200) == 0) {
        time -= 30_000; // the engine's clock does not follow
      }
      int what = random.nextInt(100);
      if (what < 45) {
        hold();
      } else if (what < 55) {
        release();
      } else if (what < 67) {
        confirm();
      } else if (what < 72) {
        giveBack();
      } else if (what < 79) {
        exchange();
      } else if (what < 82) {
        extend();
      } else if (what < 87) {
        block();
      } else if (what < 89) {
        amend();
      } else if (what < 92) {
        tick();
      } else if (what < 94) {
        restart();
      } else if (what < 95 && command > 200) {
        close();
      } else if (!repeatable.isEmpty()) {
        // Young enough to be remembered for sure.
        int from = Math.max(0, repeatable.size() - 40);
        repeatable.get(from + random.nextInt(repeatable.size() - from)).run();
      }
    }

    private void hold() {
      long show = show();
      Wanted wanted = wanted();
      boolean afterPayment = random.nextInt(10) == 0;
      repeat(
          Who.random(random),
          () ->
              compare(
                  engine.hold(header, show, selection(wanted), afterPayment),
                  model.hold(header, show, wanted, afterPayment)));
    }

    private void release() {
      long hold = someHold();
      long show = showOf(hold);
      repeat(
          who(hold),
          () ->
              compare(
                  engine.release(header, show, number(hold)), model.release(header, show, hold)));
    }

    private void confirm() {
      long hold = someHold();
      long show = showOf(hold);
      repeat(
          who(hold),
          () ->
              compare(
                  engine.confirm(header, show, number(hold)), model.confirm(header, show, hold)));
    }

    private void extend() {
      long hold = someHold();
      long show = showOf(hold);
      long duration = random.nextInt(3) == 0 ? 0 : random.nextInt(100_000);
      boolean once = random.nextBoolean();
      repeat(
          who(hold),
          () ->
              compare(
                  engine.extend(header, show, number(hold), duration, once),
                  model.extend(header, show, hold, duration, once)));
    }

    private void giveBack() {
      long hold = someHold();
      long show = showOf(hold);
      List<Integer> seats = someSeatsOf(hold);
      repeat(
          who(hold),
          () ->
              compare(
                  engine.giveBack(header, show, number(hold), seats(seats)),
                  model.giveBack(header, show, hold, seats)));
    }

    private void exchange() {
      long hold = someHold();
      long show = showOf(hold);
      List<Integer> giveUp = someSeatsOf(hold);
      Wanted wanted = wanted();
      boolean afterPayment = random.nextInt(4) == 0;
      repeat(
          who(hold),
          () ->
              compare(
                  engine.exchange(
                      header, show, number(hold), seats(giveUp), selection(wanted), afterPayment),
                  model.exchange(header, show, hold, giveUp, wanted, afterPayment)));
    }

    private void block() {
      long show = show();
      List<Integer> seats = randomSeats(1 + random.nextInt(8));
      boolean block = random.nextBoolean();
      repeat(
          new Who(random.nextInt(20) == 0 ? 8 : ORGANIZER, 0, 0),
          () ->
              compare(
                  block
                      ? engine.block(header, show, seats(seats))
                      : engine.unblock(header, show, seats(seats)),
                  block ? model.block(header, show, seats) : model.unblock(header, show, seats)));
    }

    private void amend() {
      long show = show();
      if (!model.shows.containsKey(show)) {
        return;
      }
      ReferenceModel.Show known = model.shows.get(show);
      int seats = known.states.length;
      int tiers = known.tiers.size();
      Amendment amendment =
          new Amendment(
              show,
              random.nextInt(3) == 0 ? window() : null,
              random.nextBoolean() ? limits() : null,
              random.nextBoolean() ? (Long) (1L + random.nextInt(100_000)) : null,
              random.nextBoolean() ? tiers(tiers) : null,
              random.nextBoolean() ? tierSpans(seats, tiers) : null,
              random.nextInt(3) == 0 ? attributeSpans(seats) : null);
      repeat(
          new Who(ORGANIZER, 0, 0),
          () -> compare(engine.amend(header, amendment), model.amend(header, amendment)));
    }

    private void close() {
      long show = show();
      repeat(
          new Who(ORGANIZER, 0, 0),
          () -> compare(engine.close(header, show), model.close(header, show)));
    }

    private void tick() {
      int most = random.nextInt(3);
      assertThat(engine.expire(time, most)).as(place()).isEqualTo(model.expire(time, most));
    }

    private void restart() {
      long hash = engine.stateHash();
      engine = StateBytes.copy(engine, mirror, SeatEngine.Sizes.STANDARD);
      mirror.reload(engine);
      assertThat(engine.stateHash()).as(place()).isEqualTo(hash);
    }

    /** Runs a command under an id of its own, and remembers how to send it again. */
    private void repeat(Who who, Runnable command) {
      long id = nextId++;
      Runnable send =
          () -> {
            ask(who.organizer, who.buyer, who.identity);
            header.idempotencyHigh = id * 0x9e3779b97f4a7c15L;
            header.idempotencyLow = id;
            header.fingerprint = random.nextInt(50) == 0 ? 1 : 0;
            command.run();
          };
      ask(who.organizer, who.buyer, who.identity);
      if (random.nextInt(10) > 0) {
        header.idempotencyHigh = id * 0x9e3779b97f4a7c15L;
        header.idempotencyLow = id;
        repeatable.add(send);
      }
      command.run();
    }

    private void ask(long organizer, long buyer, long identity) {
      header.clear();
      header.time = time;
      header.organizer = organizer;
      header.buyer = buyer;
      header.identity = identity;
    }

    private record Who(long organizer, long buyer, long identity) {
      static Who random(Random random) {
        long buyer = 1L + random.nextInt(8);
        return new Who(0, buyer, buyer % 3 == 0 ? 0 : 50 + buyer % 3);
      }
    }

    private Who who(long hold) {
      if (hold < 1 || hold > model.holds.size() || random.nextInt(15) == 0) {
        return Who.random(random);
      }
      if (random.nextInt(5) == 0) {
        return new Who(ORGANIZER, 0, 0);
      }
      return new Who(0, model.hold(hold).buyer, 0);
    }

    private long show() {
      return random.nextInt(60) == 0 ? 999 : SHOWS[random.nextInt(SHOWS.length)];
    }

    private long someHold() {
      int holds = model.holds.size();
      if (holds == 0 || random.nextInt(40) == 0) {
        return holds + 5L;
      }
      int young = Math.max(0, holds - 12);
      return random.nextInt(3) == 0
          ? 1 + random.nextInt(holds)
          : 1 + young + random.nextInt(holds - young);
    }

    private long showOf(long hold) {
      if (hold > model.holds.size() || random.nextInt(40) == 0) {
        return show();
      }
      return model.hold(hold).show.opening.performance();
    }

    private List<Integer> someSeatsOf(long hold) {
      if (hold > model.holds.size() || random.nextBoolean()) {
        return List.of();
      }
      List<Integer> seats = new ArrayList<>(model.hold(hold).seats);
      if (seats.size() > 1) {
        seats.remove(/* index */ random.nextInt(seats.size()));
      }
      if (random.nextInt(8) == 0) {
        seats.add(random.nextInt(30));
      }
      return seats;
    }

    private Wanted wanted() {
      int count = random.nextInt(30) == 0 ? random.nextInt(80) - 5 : 1 + random.nextInt(5);
      if (random.nextInt(3) == 0) {
        return new Wanted.Named(randomSeats(Math.clamp(count, 0, 64)));
      }
      int tier = random.nextInt(40) == 0 ? random.nextInt(70) - 3 : random.nextInt(2);
      int section = random.nextInt(3) > 0 ? -1 : random.nextInt(5) - 1;
      return new Wanted.Best(tier, section, count, random.nextInt(5) == 0 ? random.nextInt(8) : 0);
    }

    private List<Integer> randomSeats(int count) {
      List<Integer> seats = new ArrayList<>();
      int near = random.nextInt(random.nextInt(4) > 0 ? 40 : 150);
      for (int i = 0; i < count; i++) {
        seats.add(random.nextInt(12) > 0 ? near + i : random.nextInt(160) - 2);
      }
      return seats;
    }

    // Venues.

    private Opening opening(long show) {
      List<Opening.Section> sections = new ArrayList<>();
      List<Opening.Run> runs = new ArrayList<>();
      int seats = 0;
      int count = 1 + random.nextInt(4);
      for (int s = 0; s < count; s++) {
        int first = seats;
        int rows = 1 + random.nextInt(4);
        for (int row = 0; row < rows; row++) {
          int pieces = 1 + random.nextInt(2);
          for (int piece = 0; piece < pieces; piece++) {
            int length = random.nextInt(12) == 0 ? 60 + random.nextInt(90) : 1 + random.nextInt(14);
            runs.add(new Opening.Run(s, row, seats, length, random.nextInt(4)));
            seats += length;
          }
        }
        sections.add(new Opening.Section("s" + s, first, seats - first, random.nextInt(4) == 0));
      }
      int tiers = 1 + random.nextInt(3);
      return new Opening(
          show,
          "0".repeat(64),
          seats,
          new Opening.Window(START, START + 1_500_000),
          limits(),
          30_000,
          "CNY",
          sections,
          runs,
          tierSpans(seats, tiers),
          attributeSpans(seats),
          tiers(tiers));
    }

    private Opening.Window window() {
      long from = time - 5_000 + random.nextInt(10_000);
      return new Opening.Window(from, from + 1 + random.nextInt(600_000));
    }

    private Opening.Limits limits() {
      return new Opening.Limits(random.nextInt(3) * 6, random.nextInt(3) * 8);
    }

    private List<Opening.Tier> tiers(int count) {
      return IntStream.range(0, count)
          .mapToObj(i -> new Opening.Tier("t" + i, random.nextInt(100_000)))
          .toList();
    }

    private List<Opening.TierSpan> tierSpans(int seats, int tiers) {
      List<Opening.TierSpan> spans = new ArrayList<>();
      for (int seat = 0; seat < seats; ) {
        int length = Math.min(seats - seat, 1 + random.nextInt(40));
        spans.add(new Opening.TierSpan(length, random.nextInt(tiers)));
        seat += length;
      }
      return spans;
    }

    private List<Opening.AttributeSpan> attributeSpans(int seats) {
      List<Opening.AttributeSpan> spans = new ArrayList<>();
      if (random.nextBoolean()) {
        return spans;
      }
      for (int seat = random.nextInt(10); seat < seats; ) {
        int length = Math.min(seats - seat, 1 + random.nextInt(4));
        spans.add(new Opening.AttributeSpan(seat, length, random.nextInt(8)));
        seat += length + random.nextInt(25);
      }
      return spans;
    }

    // Comparison.

    private String place() {
      return "seed " + seed + ", command " + command;
    }

    private void compare(Result result, Outcome expected) {
      assertThat(outcome(result)).as(place()).isEqualTo(expected);
    }

    private static Outcome outcome(Result result) {
      return switch (result) {
        case Result.Held held ->
            new Outcome.Held(
                sequence(held.hold()),
                IntStream.range(0, held.size()).mapToObj(held::seat).toList(),
                IntStream.range(0, held.size()).mapToObj(held::price).toList(),
                held.deadline(),
                held.version());
        case Result.Done done ->
            new Outcome.Done(sequence(done.hold()), done.version(), done.deadline());
        case Result.Refused refused ->
            new Outcome.Refused(
                refused.reason(),
                refused.fact(),
                IntStream.range(0, refused.size()).mapToObj(refused::seat).toList(),
                refused.version());
      };
    }

    /** The model counts holds; the engine's numbers carry a slot below the count. */
    private static long sequence(long hold) {
      return hold >>> 22;
    }

    private long number(long hold) {
      return mirror.numbers.getOrDefault(hold, hold << 22);
    }

    private Selection selection(Wanted wanted) {
      Selection selection = new Selection();
      switch (wanted) {
        case Wanted.Named named -> {
          selection.named();
          named.seats().forEach(selection.seats::add);
        }
        case Wanted.Best best ->
            selection.best(best.tier(), best.section(), best.count(), best.attributes());
      }
      return selection;
    }

    private static Seats seats(List<Integer> seats) {
      Seats list = new Seats(Seats.MOST_IN_BLOCK);
      seats.forEach(list::add);
      return list;
    }

    /** What must be true at all times. */
    private void check() {
      assertThat(engine.now()).as(place()).isEqualTo(model.now);
      long next =
          model.holds.stream()
              .filter(hold -> hold.status == ReferenceModel.Status.LIVE)
              .mapToLong(hold -> hold.deadline)
              .min()
              .orElse(SeatEngine.NO_DEADLINE);
      assertThat(engine.nextDeadline()).as(place()).isEqualTo(next);
      model.shows.forEach(this::check);
      if (command % 10 == 0) {
        model.holds.forEach(this::check);
      }
    }

    private void check(long id, ReferenceModel.Show show) {
      Performance performance = engine.performance(id);
      assertThat(performance).as(place()).isNotNull();
      assertThat(performance.version()).as(place()).isEqualTo(show.version);
      int[] states = Arrays.stream(show.states).mapToInt(Enum::ordinal).toArray();
      assertThat(IntStream.range(0, states.length).map(performance::state).toArray())
          .as(place())
          .isEqualTo(states);
      assertThat(mirror.statesOf(id)).as(place()).isEqualTo(states);
      if (command % 10 > 0) {
        return;
      }
      assertThat(unpacked(performance)).as(place()).isEqualTo(states);
      for (int state = 0; state < 4; state++) {
        int[] tiers = new int[show.tiers.size()];
        int[] sections = new int[show.opening.sections().size()];
        int all = 0;
        for (int seat = 0; seat < states.length; seat++) {
          if (states[seat] == state) {
            all++;
            tiers[show.tierOf[seat]]++;
            sections[performance.sectionOf(seat)]++;
          }
        }
        assertThat(performance.count(state)).as(place()).isEqualTo(all);
        for (int tier = 0; tier < tiers.length; tier++) {
          assertThat(performance.countInTier(tier, state)).as(place()).isEqualTo(tiers[tier]);
        }
        for (int section = 0; section < sections.length; section++) {
          assertThat(performance.countInSection(section, state))
              .as(place())
              .isEqualTo(sections[section]);
        }
      }
      for (long buyer = 1; buyer <= 8; buyer++) {
        assertThat(performance.seatsOfBuyer(buyer))
            .as(place())
            .isEqualTo(model.seatsOfBuyer(show, buyer));
      }
      for (long identity = 51; identity <= 52; identity++) {
        assertThat(performance.seatsOfIdentity(identity))
            .as(place())
            .isEqualTo(model.seatsOfIdentity(show, identity));
      }
    }

    private void check(ReferenceModel.Hold hold) {
      HoldView view = new HoldView();
      long performance = hold.show.opening.performance();
      assertThat(engine.findHold(performance, number(hold.number), view)).as(place()).isTrue();
      assertThat(view.status().name()).as(place()).isEqualTo(hold.status.name());
      assertThat(view.buyer()).as(place()).isEqualTo(hold.buyer);
      assertThat(view.deadline()).as(place()).isEqualTo(hold.deadline);
      assertThat(IntStream.range(0, view.size()).mapToObj(view::seat).toList())
          .as(place())
          .isEqualTo(hold.seats);
      assertThat(IntStream.range(0, view.size()).filter(view::owns).map(view::seat).boxed())
          .as(place())
          .containsExactlyInAnyOrderElementsOf(hold.owned);
    }

    private static int[] unpacked(Performance performance) {
      byte[] packed = performance.states();
      return IntStream.range(0, performance.capacity())
          .map(seat -> packed[seat / 4] >>> (seat % 4 * 2) & 3)
          .toArray();
    }
  }

  /** A view that knows only what it was told, and insists on a version of its own per change. */
  private static final class Mirror implements SeatChanges {
    private final Map<Long, int[]> states = new HashMap<>();
    private final Map<Long, Long> versions = new HashMap<>();
    private final Map<Long, Long> numbers = new HashMap<>();

    int[] statesOf(long performance) {
      int[] known = states.get(performance);
      return known == null ? new int[0] : known;
    }

    void reload(SeatEngine engine) {
      for (int i = 0; i < engine.performances(); i++) {
        assertThat(engine.performanceAt(i).version())
            .isEqualTo(versions.get(engine.performanceAt(i).id()));
      }
    }

    private void next(Performance performance) {
      long before = versions.getOrDefault(performance.id(), 0L);
      assertThat(performance.version()).isEqualTo(before + 1);
      versions.put(performance.id(), performance.version());
    }

    private void set(Performance performance, Seats seats, int from, int to) {
      next(performance);
      int[] all = statesOf(performance.id());
      for (int i = 0; i < seats.size(); i++) {
        assertThat(all[seats.get(i)]).isEqualTo(from);
        assertThat(performance.state(seats.get(i))).isEqualTo(to);
        all[seats.get(i)] = to;
      }
    }

    @Override
    public void opened(Performance performance) {
      states.put(performance.id(), new int[performance.capacity()]);
      next(performance);
    }

    @Override
    public void amended(Performance performance) {
      next(performance);
    }

    @Override
    public void closed(Performance performance) {
      next(performance);
    }

    @Override
    public void held(Performance performance, long hold, long buyer, long deadline, Seats seats) {
      numbers.put(hold >>> 22, hold);
      set(performance, seats, SeatState.FREE, SeatState.HELD);
    }

    @Override
    public void extended(Performance performance, long hold, long deadline) {
      next(performance);
    }

    @Override
    public void released(Performance performance, long hold, Seats seats) {
      set(performance, seats, SeatState.HELD, SeatState.FREE);
    }

    @Override
    public void expired(Performance performance, long hold, Seats seats) {
      set(performance, seats, SeatState.HELD, SeatState.FREE);
    }

    @Override
    public void sold(Performance performance, long hold, long buyer, Seats seats) {
      set(performance, seats, SeatState.HELD, SeatState.SOLD);
    }

    @Override
    public void returned(Performance performance, long hold, Seats seats) {
      set(performance, seats, SeatState.SOLD, SeatState.FREE);
    }

    @Override
    public void blocked(Performance performance, Seats seats) {
      set(performance, seats, SeatState.FREE, SeatState.BLOCKED);
    }

    @Override
    public void unblocked(Performance performance, Seats seats) {
      set(performance, seats, SeatState.BLOCKED, SeatState.FREE);
    }
  }
}
