package io.onsale.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DemoPlansTest {

  @Test
  void theArenaHasFiftyThousandPlacesWithItsStandingFloor() {
    Plan arena = ArenaPlan.plan();

    assertThat(arena.seats()).isEqualTo(50_000);
    Plan.Zone floor = arena.zones().getFirst();
    assertThat(floor.standing()).isTrue();
    int standing = floor.rows().stream().mapToInt(row -> row.seats().size()).sum();
    assertThat(standing).isBetween(2_000, 8_000);
    assertThat(attributes(arena))
        .containsExactlyInAnyOrder("wheelchair", "companion", "restricted-view");
    assertEverythingIsOnThePlan(arena);
    assertCategoriesAreUsed(arena);
  }

  @Test
  void theTheatreHasTwelveHundredSeatsOfAllKinds() {
    Plan theatre = TheatrePlan.plan();

    assertThat(theatre.seats()).isEqualTo(1_200);
    assertThat(theatre.zones()).hasSize(4);
    assertThat(attributes(theatre))
        .containsExactlyInAnyOrder("wheelchair", "companion", "restricted-view");
    assertEverythingIsOnThePlan(theatre);
    assertCategoriesAreUsed(theatre);
  }

  @Test
  void theClubHasSixtySeats() {
    assertThat(ClubPlan.plan().seats()).isEqualTo(60);
    assertEverythingIsOnThePlan(ClubPlan.plan());
    assertCategoriesAreUsed(ClubPlan.plan());
  }

  @Test
  void noTwoSeatsAreInOnePlace() {
    for (Plan plan : List.of(ArenaPlan.plan(), TheatrePlan.plan(), ClubPlan.plan())) {
      Set<Plan.Position> places = places(plan).collect(Collectors.toSet());
      assertThat(places).as(plan.name()).hasSize(plan.seats());
    }
  }

  @Test
  void everySeatHasAnIdOfItsOwn() {
    for (Plan plan : List.of(ArenaPlan.plan(), TheatrePlan.plan(), ClubPlan.plan())) {
      assertThat(seats(plan).map(Plan.Seat::seatGuid).distinct().count()).isEqualTo(plan.seats());
    }
  }

  private static void assertEverythingIsOnThePlan(Plan plan) {
    assertThat(places(plan))
        .allMatch(at ->
            at.x() > 0
                && at.y() > 0
                && at.x() < plan.size().width()
                && at.y() < plan.size().height());
  }

  private static void assertCategoriesAreUsed(Plan plan) {
    assertThat(seats(plan).map(Plan.Seat::category).collect(Collectors.toSet()))
        .isEqualTo(plan.categories().stream().map(Plan.Category::name).collect(Collectors.toSet()));
  }

  private static Set<String> attributes(Plan plan) {
    return seats(plan).flatMap(seat -> seat.attributes().stream()).collect(Collectors.toSet());
  }

  private static Stream<Plan.Seat> seats(Plan plan) {
    return plan.zones().stream()
        .flatMap(zone -> zone.rows().stream())
        .flatMap(row -> row.seats().stream());
  }

  private static Stream<Plan.Position> places(Plan plan) {
    return plan.zones().stream()
        .flatMap(zone ->
            zone.rows().stream()
                .flatMap(row ->
                    row.seats().stream()
                        .map(seat ->
                            new Plan.Position(
                                zone.position().x() + row.position().x() + seat.position().x(),
                                zone.position().y() + row.position().y() + seat.position().y()))));
  }
}
