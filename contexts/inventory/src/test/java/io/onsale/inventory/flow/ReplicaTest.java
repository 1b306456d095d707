package io.onsale.inventory.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.contracts.sbe.HeldDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.inventory.model.HoldView;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.SeatState;
import io.onsale.inventory.store.SbeSnapshots;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReplicaTest {
  private static final long STEP = 64;

  private final Wire wire = new Wire();
  private final CommandAdapter service = new CommandAdapter(new SeatEngine(SeatChanges.NONE));
  private final UnsafeBuffer result = new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
  private Replica replica = new Replica(Runnable::run);
  private long time = 1_000;

  @BeforeEach
  void open() {
    replica.caughtUp(true);
    apply(wire.open());
    replica.publish(0, true);
  }

  @Test
  void showsAChangeOnlyWhenItIsPublished() {
    apply(wire.holdSeats(3, 4));

    assertThat(view().version()).isEqualTo(1);
    replica.publish(0, true);

    assertThat(view().version()).isEqualTo(2);
    assertThat(view().total()).isEqualTo(new PerformanceView.Counts(22, 20, 2, 0, 0));
    assertThat(view().tier(0).held()).isEqualTo(2);
    assertThat(view().section(0).held()).isEqualTo(2);
    assertThat(view().states().toBytes()[0]).isEqualTo((byte) (SeatState.HELD << 6));
  }

  @Test
  void keepsAViewThatWasReadAsItWas() {
    PerformanceView before = view();

    apply(wire.holdSeats(3));
    replica.publish(0, true);

    assertThat(before.total().held()).isZero();
    assertThat(before.states().toBytes()[0]).isZero();
  }

  @Test
  void publishesWithoutPauseAtLeastEveryFewMilliseconds() {
    apply(wire.holdSeats(3));
    replica.publish(1_000_000, false);
    assertThat(view().version()).isEqualTo(1);

    replica.publish(5_000_000, false);

    assertThat(view().version()).isEqualTo(2);
  }

  @Test
  void answersAReadWhenTheLogHasBeenAppliedThatFar() throws Exception {
    CompletableFuture<Optional<PerformanceFeed>> read =
        replica.performance(Wire.SHOW, replica.position() + STEP);
    replica.publish(0, true);
    assertThat(read).isNotDone();

    apply(wire.holdSeats(3));
    replica.publish(0, false);

    assertThat(read).isDone();
    assertThat(read.get().orElseThrow().view().version()).isEqualTo(2);
  }

  @Test
  void answersNothingBeforeItHasCaughtUp() {
    replica.caughtUp(false);

    assertThatThrownBy(() -> replica.hold(Wire.SHOW, 1, 0).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Replica.Behind.class);
  }

  @Test
  void tellsHowMuchItLacksAndHowOldWhatItShowsMayBe() {
    replica.committed(replica.position(), true, 1_000);
    assertThat(replica.progress().behind()).isZero();
    assertThat(replica.progress().age(1_500)).isEqualTo(500);

    replica.committed(replica.position() + STEP, true, 3_000);
    assertThat(replica.progress().behind()).isEqualTo(STEP);
    assertThat(replica.progress().age(3_000)).isEqualTo(2_000);

    apply(wire.holdSeats(3));
    replica.committed(replica.position(), false, 4_000);
    assertThat(replica.progress().behind()).isZero();
    assertThat(replica.progress().age(4_000)).as("nobody says what there is").isEqualTo(3_000);

    replica.committed(replica.position(), true, 5_000);
    assertThat(replica.progress().age(5_000)).isZero();
  }

  @Test
  void ofALogThatHasAlwaysMoreItIsAsOldAsWhatItHadToReach() {
    long goal = replica.position();
    replica.committed(goal + STEP, true, 1_000);
    apply(wire.holdSeats(3));
    replica.committed(goal + 2 * STEP, true, 1_010);
    apply(wire.holdSeats(4));
    replica.committed(goal + 3 * STEP, true, 1_020);

    assertThat(replica.progress().behind()).isEqualTo(STEP);
    assertThat(replica.progress().age(1_020)).isEqualTo(10);
  }

  @Test
  void showsTheNewestThereIsWhileTheLogCanNotBeFollowedFarther() throws Exception {
    long lost = replica.position() + STEP;
    replica.committed(lost, true, 1_000);

    Optional<PerformanceFeed> waited =
        replica.newest(Wire.SHOW, lost, 1_000).get(10, TimeUnit.SECONDS);
    CompletableFuture<Optional<PerformanceFeed>> later = replica.newest(Wire.SHOW, lost, 3_000);

    assertThat(waited).contains(feed());
    assertThat(later).isCompletedWithValue(Optional.of(feed()));
    assertThat(replica.progress().age(3_000)).isGreaterThanOrEqualTo(1_000);
    assertThat(replica.newest(Wire.SHOW + 1, lost, 3_000)).as("who knows?").isNotDone();
  }

  @Test
  void tellsWhoReadsThatChangesAreLeftOutWhenItGoesOnFromALaterState() throws Exception {
    AtomicInteger called = new AtomicInteger();
    feed().listen(called::incrementAndGet);
    PerformanceFeed watched = feed();
    long version = view().version();
    long reading = replica.events().end();
    long before = replica.position();
    service.onMessage(time, wire.holdSeats(3), 0, wire.holdSeats(3).capacity(), result, 0);
    List<byte[]> pieces = new ArrayList<>();
    new SbeSnapshots()
        .write(
            service.engine(),
            (buffer, offset, length) -> {
              byte[] piece = new byte[length];
              buffer.getBytes(offset, piece);
              pieces.add(piece);
            });
    Iterator<byte[]> left = pieces.iterator();

    replica.restore(
        new SbeSnapshots(),
        sink -> {
          boolean more = left.hasNext();
          if (more) {
            byte[] piece = left.next();
            sink.onChunk(new UnsafeBuffer(piece), 0, piece.length);
          }
          return more;
        },
        before + 10 * STEP);
    replica.publish(0, true);

    assertThat(feed()).isSameAs(watched);
    assertThat(called).hasPositiveValue();
    assertThat(view().version()).isEqualTo(version + 1);
    assertThat(view().total().held()).isEqualTo(1);
    assertThat(feed().after(version)).isInstanceOf(PerformanceFeed.Next.Gone.class);
    assertThat(replica.events().get(reading)).isNull();
    assertThat(replica.events().after(before, SeatEvent.LAST_INDEX)).isEqualTo(-1);

    apply(wire.holdSeats(4));
    replica.publish(0, true);

    assertThat(found(version + 1).version()).isEqualTo(version + 2);
    assertThat(replica.events().after(before + 10 * STEP, SeatEvent.LAST_INDEX)).isPositive();
  }

  @Test
  void refusesQuestionsBeyondItsBound() {
    for (int i = 0; i < Replica.QUESTIONS_MAX; i++) {
      assertThat(replica.stateHash(Long.MAX_VALUE)).isNotCompletedExceptionally();
    }

    assertThat(replica.stateHash(0)).isCompletedExceptionally();
  }

  @Test
  void findsAHoldAndOffersOthers() throws Exception {
    long number = apply(wire.holdSeats(3, 4));
    CompletableFuture<Optional<HoldState>> found =
        replica.hold(Wire.SHOW, number, replica.position());
    CompletableFuture<Optional<HoldState>> missing =
        replica.hold(Wire.SHOW, 99, replica.position());
    CompletableFuture<int[]> offer =
        replica.offer(Wire.SHOW, new SeatCommand.Best(0, -1, 2, 0), replica.position());
    CompletableFuture<int[]> none =
        replica.offer(Wire.SHOW, new SeatCommand.Best(0, -1, 11, 0), replica.position());
    replica.publish(0, true);

    HoldState hold = found.get().orElseThrow();
    assertThat(hold.status()).isEqualTo(HoldView.Status.LIVE);
    assertThat(hold.seats()).containsExactly(3, 4);
    assertThat(hold.buyer()).isEqualTo(Wire.BUYER);
    assertThat(missing.get()).isEmpty();
    assertThat(offer.get()).hasSize(2).doesNotContain(3, 4);
    assertThat(none.get()).isEmpty();
  }

  @Test
  void givesTheChangesAfterAVersionOneByOne() {
    apply(wire.holdSeats(3, 4));
    apply(wire.holdSeats(5));
    replica.publish(0, true);

    SeatEvent first = found(1);
    assertThat(first.version()).isEqualTo(2);
    assertThat(first.seats()).containsExactly(3, 4);
    assertThat(first.kind()).isEqualTo(SeatEvent.Kind.HELD);
    assertThat(first.kind().state()).isEqualTo(SeatState.HELD);
    assertThat(found(2).seats()).containsExactly(5);
    assertThat(feed().after(3)).isInstanceOf(PerformanceFeed.Next.NothingYet.class);
    assertThat(feed().after(4)).isInstanceOf(PerformanceFeed.Next.Gone.class);
    assertThat(feed().after(-1)).isInstanceOf(PerformanceFeed.Next.Gone.class);
  }

  @Test
  void forgetsTheOldestChanges() {
    for (int i = 0; i < PerformanceFeed.CHANGES; i++) {
      apply(wire.amendPrices(i, i));
    }
    replica.publish(0, true);

    assertThat(view().version()).isEqualTo(1 + PerformanceFeed.CHANGES);
    assertThat(found(1).version()).isEqualTo(2);

    apply(wire.amendPrices(1, 2));
    replica.publish(0, true);

    assertThat(feed().after(1)).isInstanceOf(PerformanceFeed.Next.Gone.class);
    assertThat(found(2).version()).isEqualTo(3);
  }

  @Test
  void remembersOnlySoManyListsOfAllSeats() {
    // Two bytes for each of 22 seats, in what opens and what amends.
    replica = new Replica(Runnable::run, 4 * 44, 1_000);
    open();
    for (int seats = 1; seats <= 3; seats++) {
      apply(wire.amendTiers(seats));
      apply(wire.amendPrices(seats, seats));
      apply(wire.holdSeats(seats));
    }
    replica.publish(0, true);

    for (long version : new long[] {2, 3}) {
      assertThat(feed().after(version - 1)).isInstanceOf(PerformanceFeed.Next.Gone.class);
      assertThat(replica.events().get(version - 1)).isNull();
    }
    for (long version = 4; version <= 10; version++) {
      assertThat(found(version - 1).version()).isEqualTo(version);
      assertThat(replica.events().get(version - 1)).isEqualTo(found(version - 1));
    }
    assertThat(terms(9).tierOf()).isSameAs(terms(8).tierOf());
    assertThat(view().terms().tierOf()[2]).isZero();
    assertThat(view().terms().tierOf()[3]).isEqualTo((byte) 1);
    // Who reads all events in order is sent to the log itself for what is not there.
    assertThat(replica.events().after(0, SeatEvent.LAST_INDEX)).isNegative();
  }

  @Test
  void remembersTheChangesOfThosePerformancesThatChangedLast() {
    replica = new Replica(Runnable::run, 1 << 20, 2 * 16 + 64);
    open();
    long[] shows = {Wire.SHOW, 43, 44};
    for (long show : shows) {
      apply(wire.open(show));
      apply(wire.amendPrices(show, 1, 1));
      replica.publish(0, true);
    }
    for (long show : shows) {
      assertThat(after(show, 1)).isInstanceOf(PerformanceFeed.Next.Found.class);
    }

    // More than it had room for: it gets more, and one that has not changed for longer loses its
    // own.
    for (int i = 0; i < 40; i++) {
      apply(wire.amendPrices(43, i, i));
    }
    replica.publish(0, true);
    apply(wire.open(45));
    replica.publish(0, true);

    assertThat(after(Wire.SHOW, 1)).isInstanceOf(PerformanceFeed.Next.Gone.class);
    assertThat(after(43, 1)).isInstanceOf(PerformanceFeed.Next.Found.class);
    assertThat(after(43, 41)).isInstanceOf(PerformanceFeed.Next.Found.class);
    assertThat(after(44, 1)).isInstanceOf(PerformanceFeed.Next.Found.class);

    apply(wire.amendPrices(Wire.SHOW, 2, 2));
    replica.publish(0, true);
    assertThat(after(Wire.SHOW, 1)).isInstanceOf(PerformanceFeed.Next.Gone.class);
    assertThat(after(Wire.SHOW, 2)).isInstanceOf(PerformanceFeed.Next.Found.class);
  }

  private PerformanceView.Terms terms(long version) {
    return Objects.requireNonNull(found(version - 1).terms());
  }

  private PerformanceFeed.Next after(long show, long version) {
    return replica.performance(show).orElseThrow().after(version);
  }

  @Test
  void tellsListenersUntilTheyAreForgotten() {
    AtomicInteger told = new AtomicInteger();
    Runnable listener = told::incrementAndGet;
    feed().listen(listener);
    apply(wire.holdSeats(3));
    replica.publish(0, true);
    feed().forget(listener);
    apply(wire.holdSeats(4));
    replica.publish(0, true);

    assertThat(told).hasValue(1);
  }

  @Test
  void freesWhatATimerOfTheLogExpires() {
    apply(wire.holdSeats(3));
    time += 60_000;
    replica.onTimer(replica.position() + STEP, time);
    replica.publish(0, true);

    assertThat(view().total().free()).isEqualTo(22);
    assertThat(found(2).kind().state()).isEqualTo(SeatState.FREE);
  }

  /**
   * Applies a command to the log's own engine and to the replica; gives the number of the hold that
   * it made, if any.
   */
  private long apply(DirectBuffer command) {
    service.onMessage(time, command, 0, command.capacity(), result, 0);
    replica.onMessage(replica.position() + STEP, time, command, 0, command.capacity());
    MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(result, 0);
    return header.templateId() == HeldDecoder.TEMPLATE_ID
        ? new HeldDecoder().wrapAndApplyHeader(result, 0, header).hold()
        : 0;
  }

  private PerformanceFeed feed() {
    return replica.performance(Wire.SHOW).orElseThrow();
  }

  private PerformanceView view() {
    return feed().view();
  }

  private SeatEvent found(long after) {
    return ((PerformanceFeed.Next.Found) feed().after(after)).event();
  }
}
