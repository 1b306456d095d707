package io.onsale.catalog.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SeatingTest {
  private static final List<SeatMap.Tier> TIERS = List.of(new SeatMap.Tier("t1", "#000000"));

  @Test
  void anAisleEndsARun() {
    SeatMap map = map(row("A", at(0), at(1), at(2), at(5), at(6)));

    assertThat(runs(map)).containsExactly("1 2 3", "4 5");
  }

  @Test
  void aMissingSeatIsNoAisleButThreeSpacingsAre() {
    assertThat(runs(map(row("A", at(0), at(1), at(3), at(4))))).containsExactly("1 2 3 4");
    assertThat(runs(map(row("A", at(0), at(1), at(3.2), at(4.2))))).containsExactly("1 2", "3 4");
  }

  @Test
  void aRowOfThreeWithAnAisleIsAPairAndASingle() {
    assertThat(runs(map(row("A", at(0), at(5), at(6))))).containsExactly("1", "2 3");
    assertThat(runs(map(row("A", at(0), at(1), at(6))))).containsExactly("1 2", "3");
  }

  @Test
  void halfOfTheGapsMayBeAisles() {
    SeatMap map = map(row("A", at(0), at(1), at(5), at(6), at(10), at(11), at(15)));

    assertThat(runs(map)).containsExactly("1 2", "3 4", "5 6", "7");
  }

  @Test
  void aRowThatIsWideAsARuleHasNoAisles() {
    SeatMap map =
        map(row("A", at(0), at(1), at(2), at(3)), row("VIP", at(0), at(3), at(6), at(9), at(16)));

    assertThat(runs(map)).containsExactly("1 2 3 4", "1 2 3 4", "5");
  }

  @Test
  void aRowOfTwoTakesItsSectionsSpacing() {
    SeatMap map = map(row("A", at(0), at(1), at(2)), row("B", at(0), at(5)), row("C", at(3)));

    assertThat(runs(map)).containsExactly("1 2 3", "1", "2", "1");
  }

  @Test
  void boxesOfTwoAreSideBySide() {
    assertThat(runs(map(row("Box 1", at(0), at(2)), row("Box 2", at(9), at(11)))))
        .containsExactly("1 2", "1 2");
  }

  @Test
  void numbersFromRightToLeftDoNotMatter() {
    SeatMap map = map(new SeatMap.Row("A", seats(at(40), at(30), at(10), at(0))));

    assertThat(order(map)).containsExactly("1 2 3 4");
    assertThat(runs(map)).containsExactly("1 2 3 4");
  }

  @Test
  void seatsThatAreUnsortedInThePlanAreSortedAlongTheRow() {
    SeatMap map = map(new SeatMap.Row("A", seats(at(2), at(0), at(7), at(1), at(6))));

    assertThat(order(map)).containsExactly("2 4 1 5 3");
    assertThat(runs(map)).containsExactly("2 4 1", "5 3");
  }

  @Test
  void oddAndEvenNumbersOnTwoSidesOfAnAisleDoNotPair() {
    List<SeatMap.Seat> seats = new ArrayList<>();
    for (int n = 1; n <= 12; n++) {
      double x = n % 2 == 1 ? -2 - n / 2 : 2 + n / 2;
      seats.add(seat("A" + n, "" + n, new Position(x, 0)));
    }

    assertThat(runs(map(new SeatMap.Row("A", seats))))
        .containsExactlyInAnyOrder("11 9 7 5 3 1", "2 4 6 8 10 12");
  }

  @Test
  void aGentleCurveIsOneRun() {
    assertThat(runs(map(arc(60, 40, Math.PI / 3)))).hasSize(1);
  }

  @Test
  void aHorseshoeIsWalkedFromEndToEnd() {
    SeatMap map = map(shuffled(arc(60, 20, Math.PI * 1.7)));

    assertThat(runs(map)).hasSize(1);
    assertThat(neighboursDifferByOne(map)).isTrue();
  }

  @Test
  void aHorseshoeTurnedAnyWayIsWalkedFromEndToEnd() {
    for (int turn = 0; turn < 24; turn++) {
      double angle = turn * Math.PI / 12 + 0.01;
      SeatMap map = map(shuffled(turned(arc(48, 20, Math.PI * 1.5), angle)));

      assertThat(runs(map)).as("turned by %s", angle).hasSize(1);
    }
  }

  @Test
  void aRingIsOpenedAtItsAisle() {
    List<SeatMap.Seat> seats = new ArrayList<>();
    for (int i = 0; i < 58; i++) {
      double angle =
          (i + 7) * Math.PI / 30; // two of sixty places are an aisle, not where the walk begins
      seats.add(seat("A" + i, "" + i, new Position(20 * Math.cos(angle), 20 * Math.sin(angle))));
    }

    assertThat(runs(map(shuffled(new SeatMap.Row("A", seats))))).hasSize(1);
  }

  @Test
  void aTableWithTwoSidesPairsAlongEachSide() {
    List<SeatMap.Seat> seats = new ArrayList<>();
    for (int n = 1; n <= 8; n++) {
      seats.add(seat("T" + n, "" + n, new Position(n % 2 == 0 ? 60 : 0, (n - 1) / 2 * 25)));
    }

    assertThat(runs(map(new SeatMap.Row("1", seats))))
        .containsExactlyInAnyOrder("1 3 5 7", "8 6 4 2");
  }

  @Test
  void aSlantedRowIsTakenAlongItsSlant() {
    SeatMap.Row straight = row("A", at(0), at(1), at(2), at(5), at(6), at(7));

    assertThat(runs(map(turned(straight, 1.1)))).containsExactly("1 2 3", "4 5 6");
  }

  @Test
  void seatsThatAreAHairApartKeepTheirAisles() {
    SeatMap map = map(row("A", at(0.001), at(0.002), at(0.003), at(0.006), at(0.007), at(0.008)));

    assertThat(runs(map)).containsExactly("1 2 3", "4 5 6");
  }

  @Test
  void roundingMakesNoAisles() {
    Position[] places =
        IntStream.range(0, 40)
            .mapToObj(i -> at(i == 0 ? 0 : (i + 1) / 3.0))
            .toArray(Position[]::new);
    List<SeatMap.Row> rows = new ArrayList<>(List.of(row("A", places)));
    rows.add(row("far", new Position(500, 500)));

    assertThat(runs(map(rows.toArray(SeatMap.Row[]::new)))).hasSize(2);
  }

  @Test
  void rowsNearerToTheStageAreBetter() {
    Area stage =
        new Area(
            "rectangle",
            new Position(-5, 8),
            0,
            null,
            "主舞台 Stage",
            new Size(20, 2),
            null,
            List.of());
    SeatMap map = map(List.of(stage), line("back", 0), line("middle", 3), line("front", 6));

    assertThat(best(map)).containsExactly("front", "middle", "back");
  }

  @Test
  void aBackstageBarIsNoStage() {
    Area bar =
        new Area("text", new Position(0, 8), 0, null, "Backstage bar", null, null, List.of());

    assertThat(best(map(List.of(bar), line("first", 0), line("second", 6))))
        .containsExactly("first", "second");
  }

  @Test
  void ringsRoundAStageAreRankedByTheirRadius() {
    Area stage =
        new Area("circle", Position.ORIGIN, 0, null, "Bühne", null, new Position(5, 5), List.of());
    SeatMap map =
        map(List.of(stage), named("outer", arc(60, 30, 6)), named("inner", arc(40, 20, 6)));

    assertThat(best(map)).containsExactly("inner", "outer");
  }

  @Test
  void theRunAtTheMiddleOfARowComesFirst() {
    SeatMap map = map(row("A", at(0), at(1), at(2), at(6), at(7), at(8), at(12), at(13), at(14)));

    List<Seating.Run> runs = Seating.of(map).runs();
    assertThat(runs).extracting(Seating.Run::rank).containsExactly(1, 0, 2);
  }

  @Test
  void indicesCoverAllSeatsInOrder() {
    SeatMap map =
        SeatMaps.map(
            List.of(
                new Surveyor.Zone(
                    "Stalls", Position.ORIGIN, false, List.of(line("A", 0)), List.of()),
                new Surveyor.Zone(
                    "Floor", Position.ORIGIN, true, List.of(line("", 9)), List.of())));
    Seating seating = Seating.of(map);

    assertThat(seating.sections())
        .containsExactly(
            new Seating.Section("Stalls", 0, 4, false), new Seating.Section("Floor", 4, 4, true));
    int next = 0;
    for (Seating.Run run : seating.runs()) {
      assertThat(run.firstSeat()).isEqualTo(next);
      next += run.seats();
    }
    assertThat(next).isEqualTo(map.seats());
  }

  @Test
  void standingPlacesKeepThePlansOrderHoweverTheyStand() {
    SeatMap.Row row = new SeatMap.Row("", seats(at(9), at(0), at(50), at(1)));
    SeatMap map =
        SeatMaps.map(
            List.of(new Surveyor.Zone("Floor", Position.ORIGIN, true, List.of(row), List.of())));

    assertThat(runs(map)).containsExactly("1 2 3 4");
  }

  @Test
  void aVeryLongRowIsStillQuick() {
    Position[] places =
        IntStream.range(0, 200_000)
            .mapToObj(i -> new Position(i % 1000, i / 1000 * 2))
            .toArray(Position[]::new);
    long before = System.nanoTime();

    SeatMap map = map(new SeatMap.Row("all", seats(places)));
    Seating.of(map);

    assertThat(map.seats()).isEqualTo(200_000);
    assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
  }

  // ---

  private static Position at(double x) {
    return new Position(x, 0);
  }

  private static SeatMap.Seat seat(String id, String label, Position position) {
    return new SeatMap.Seat(id, label, position, "t1", Set.of());
  }

  private static List<SeatMap.Seat> seats(Position... places) {
    return IntStream.range(0, places.length)
        .mapToObj(
            i -> seat("s" + System.identityHashCode(places) + "-" + i, "" + (i + 1), places[i]))
        .toList();
  }

  private static SeatMap.Row row(String label, Position... places) {
    return new SeatMap.Row(label, seats(places));
  }

  private static SeatMap.Row line(String label, double y) {
    return row(
        label, new Position(3, y), new Position(4, y), new Position(5, y), new Position(6, y));
  }

  private static SeatMap.Row named(String label, SeatMap.Row row) {
    return new SeatMap.Row(label, row.seats());
  }

  private static SeatMap.Row arc(int n, double radius, double angle) {
    return row(
        "arc",
        IntStream.range(0, n)
            .mapToDouble(i -> i * angle / n)
            .mapToObj(a -> new Position(radius * Math.cos(a), radius * Math.sin(a)))
            .toArray(Position[]::new));
  }

  private static SeatMap.Row turned(SeatMap.Row row, double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new SeatMap.Row(
        row.label(),
        row.seats().stream()
            .map(seat -> {
              Position p = seat.position();
              Position q = new Position(p.x() * cos - p.y() * sin, p.x() * sin + p.y() * cos);
              return seat(seat.id(), seat.label(), q);
            })
            .toList());
  }

  private static SeatMap.Row shuffled(SeatMap.Row row) {
    List<SeatMap.Seat> seats = new ArrayList<>(row.seats());
    java.util.Collections.shuffle(seats, new Random(7));
    return new SeatMap.Row(row.label(), seats);
  }

  private static SeatMap map(SeatMap.Row... rows) {
    return map(List.of(), rows);
  }

  private static SeatMap map(List<Area> areas, SeatMap.Row... rows) {
    return SeatMaps.map(
        List.of(new Surveyor.Zone("Zone", Position.ORIGIN, false, Arrays.asList(rows), areas)));
  }

  private static final class SeatMaps {
    static SeatMap map(List<Surveyor.Zone> zones) {
      @Nullable Size none = null;
      return Surveyor.map("map", none, TIERS, zones);
    }
  }

  private static List<SeatMap.Seat> all(SeatMap map) {
    return map.sections().stream()
        .flatMap(section -> section.rows().stream())
        .flatMap(row -> row.seats().stream())
        .toList();
  }

  private static List<String> order(SeatMap map) {
    return List.of(labels(all(map)));
  }

  private static String labels(List<SeatMap.Seat> seats) {
    return String.join(" ", seats.stream().map(SeatMap.Seat::label).toList());
  }

  private static List<String> runs(SeatMap map) {
    List<SeatMap.Seat> seats = all(map);
    return Seating.of(map).runs().stream()
        .map(run -> labels(seats.subList(run.firstSeat(), run.firstSeat() + run.seats())))
        .toList();
  }

  private static List<String> best(SeatMap map) {
    List<String> rows =
        map.sections().stream()
            .flatMap(section -> section.rows().stream())
            .map(SeatMap.Row::label)
            .toList();
    return Seating.of(map).runs().stream()
        .sorted(Comparator.comparingInt(Seating.Run::rank))
        .map(run -> rows.get(run.row()))
        .toList();
  }

  private static boolean neighboursDifferByOne(SeatMap map) {
    List<Integer> labels = all(map).stream().map(seat -> Integer.valueOf(seat.label())).toList();
    return IntStream.range(1, labels.size())
        .allMatch(i -> Math.abs(labels.get(i) - labels.get(i - 1)) == 1);
  }
}
