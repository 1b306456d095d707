package io.onsale.catalog.edge;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.catalog.PlanCheck;
import io.onsale.catalog.model.Fault;
import io.onsale.catalog.model.PlanReading;
import io.onsale.catalog.model.PlanSurvey;
import io.onsale.catalog.model.SeatAttribute;
import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.Seating;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class WildPlansTest {

  @Test
  void curvedRowsWithUnevenAnglesAreRunsFromEndToEnd() {
    Map<String, List<String>> runs = runs(WildPlans.curved());

    assertThat(runs).hasSize(12);
    assertThat(runs.values()).allSatisfy(row -> assertThat(row).hasSize(1));
    assertThat(runs.values()).allSatisfy(row -> assertThat(ascending(row.getFirst())).isTrue());
  }

  @Test
  void numbersFromRightToLeftAreSideBySide() {
    assertThat(runs(WildPlans.rightToLeft()).values())
        .allSatisfy(row -> assertThat(row).hasSize(1))
        .allSatisfy(row -> assertThat(ascending(row.getFirst())).isTrue());
  }

  @Test
  void oddAndEvenSidesAreRunsOfTheirOwn() {
    assertThat(runs(WildPlans.oddAndEven()).values())
        .allSatisfy(row ->
            assertThat(row.stream().map(WildPlansTest::fromItsLower))
                .containsExactlyInAnyOrder(
                    "1 3 5 7 9 11 13 15 17 19", "2 4 6 8 10 12 14 16 18 20"));
  }

  @Test
  void aGapOfAboutTwiceTheSpacingIsNoneAndAWiderOneIsAnAisle() {
    Map<String, List<String>> runs = runs(WildPlans.aisles());

    assertThat(
            runs.entrySet().stream()
                .filter(row -> row.getValue().size() == 1)
                .map(Map.Entry::getKey))
        .containsExactlyInAnyOrder("gap 1.5", "gap 1.9", "gap 2.0", "gap 2.09");
    assertThat(runs.get("gap 2.15")).containsExactly("1 2 3 4 5 6", "7 8 9 10 11 12");
    assertThat(runs.get("gap 6.0")).containsExactly("1 2 3 4 5 6", "7 8 9 10 11 12");
  }

  @Test
  void seatsInNoOrderAreSortedAlongTheirRow() {
    Map<String, List<String>> runs = runs(WildPlans.scattered());

    assertThat(runs.getOrDefault("1", List.of()).stream().map(WildPlansTest::fromItsLower))
        .containsExactlyInAnyOrder("1 2 3 4 5 6 7 8 9", "10 11 12 13 14 15 16 17 18");
    assertThat(runs.get("5")).containsExactly("1");
  }

  @Test
  void uprightAndSlantedRowsKeepTheirAisles() {
    SeatMap map = map(WildPlans.slanted());

    assertThat(Seating.of(map).runs())
        .hasSize(4 * 4 * 2)
        .allSatisfy(run -> assertThat(run.seats()).isEqualTo(5));
  }

  @Test
  void aUnitsFractionKeepsItsAisles() {
    assertThat(runs(WildPlans.tiny()).values())
        .allSatisfy(row -> assertThat(row).containsExactly("1 2 3 4", "5 6 7 8 9"));
  }

  @Test
  void seatsOnOnePlaceAreSideBySideAndRemarkedUpon() {
    List<String> seats = new ArrayList<>();
    for (int s = 0; s < 6; s++) {
      seats.add(
          WildPlans.seat("d" + s, String.valueOf(s + 1), s == 3 ? 50 : s * 25, 0, "blue", ""));
    }
    String plan =
        WildPlans.plan(
            "Doubled",
            WildPlans.zone("Z", 0, 0, List.of(WildPlans.row("A", 0, 0, seats)), List.of()));

    assertThat(survey(plan).remarks())
        .containsExactly(
            "no seat is of gold; floor", "seats on the place of another, 1: d3 (on d2)");
    assertThat(runs(plan).get("A")).containsExactly("1 2 3 4 5 6");
  }

  @Test
  void summariesTellWhatIsThere() {
    PlanSurvey survey = survey(WildPlans.letters());

    assertThat(survey.name()).isEqualTo("国家大剧院 · 小剧场");
    assertThat(survey.sections()).containsExactly(new PlanSurvey.Section("池座", 48, 3, false));
    assertThat(survey.tiers()).isEqualTo(Map.of("gold", 12, "blue", 36, "floor", 0));
    assertThat(survey.attributes())
        .isEqualTo(
            Map.of(
                SeatAttribute.WHEELCHAIR,
                3,
                SeatAttribute.COMPANION,
                3,
                SeatAttribute.RESTRICTED_VIEW,
                3));
    assertThat(survey.runs()).isEqualTo(3);
    assertThat(survey.longest()).isEqualTo(new PlanSurvey.Run("池座", "一排", 16, "A", "P"));

    PlanSurvey cellar = survey(WildPlans.cellar());
    assertThat(cellar.places()).isEqualTo(240);
    assertThat(cellar.rows()).isEqualTo(1);
    assertThat(cellar.runs()).isEqualTo(1);
    assertThat(survey(WildPlans.areas()).shapes())
        .isEqualTo(Map.of("rectangle", 3, "circle", 1, "ellipse", 1, "polygon", 1, "text", 2));
  }

  @Test
  void namesThatTwoSeatsHaveAreRemarkedUpon() {
    List<String> seats =
        List.of(
            WildPlans.seat("a", "1", 0, 0, "blue", ""),
            WildPlans.seat("b", "1", 25, 0, "blue", ""));
    String plan =
        WildPlans.plan(
            "Twins",
            WildPlans.zone("Z", 0, 0, List.of(WildPlans.row("A", 0, 0, seats)), List.of()));

    assertThat(survey(plan).remarks())
        .contains("seats with the name of another, 1: Z, row A, seat 1");
  }

  @Test
  void everyPlanHasAPictureWithEachSeatAndALineForEachRun() throws Exception {
    for (Map.Entry<String, String> plan : WildPlans.all().entrySet()) {
      PlanCheck.Sound sound = sound(plan.getValue());
      Document picture =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(sound.picture())));
      int legend = sound.survey().tiers().size();
      long lines =
          Seating.of(map(plan.getValue())).runs().stream().filter(run -> run.seats() > 1).count();

      assertThat(picture.getElementsByTagName("circle").getLength())
          .as(plan.getKey())
          .isEqualTo(sound.survey().seats() + legend);
      if (sound.survey().places() == 0) {
        assertThat(picture.getElementsByTagName("polyline").getLength()).isEqualTo(lines);
      }
      draw(plan.getKey(), plan.getValue(), sound.picture());
    }
  }

  /** For eyes: with -Dpictures=FOLDER the plans and their pictures are kept there. */
  private static void draw(String name, String plan, String picture) throws IOException {
    String folder = System.getProperty("pictures");
    if (folder != null) {
      Files.writeString(Path.of(folder, name + ".json"), plan);
      Files.writeString(Path.of(folder, name + ".svg"), picture);
    }
  }

  @Test
  void fiftyThousandSeatsInAHundredBlocksAreRunsOfTheirRows() {
    SeatMap map = map(WildPlans.arena(50, 40, 25));

    assertThat(map.seats()).isEqualTo(50_000);
    assertThat(Seating.of(map).runs())
        .hasSize(2_000)
        .allSatisfy(run -> assertThat(run.seats()).isEqualTo(25));
  }

  @Test
  void wordsThatAreNoNumbersArePlacesOfFaults() {
    String plan = WildPlans.rightToLeft().replaceFirst("\"x\":325.0", "\"x\":\"NaN\"");

    assertThat(broken(plan).first())
        .containsExactly(new Fault("/zones/0/rows/0/seats/0/position/x", "must be a number"));
  }

  @Test
  void otherEncodingsAndTornTextsAreToldAsSuch() {
    String plan = WildPlans.tiny();

    assertThat(why(plan, UTF_16)).contains("UTF-8");
    assertThat(why("\ufeff" + plan, UTF_16LE)).contains("UTF-8");
    assertThat(why(plan + "x", UTF_8)).contains("line 1, column");
    assertThat(why(plan.substring(0, plan.length() / 2), UTF_8)).contains("line 1, column");
    assertThat(why("[".repeat(5_000), UTF_8)).contains("deeper than any plan");
    assertThat(why("", UTF_8)).contains("empty");
  }

  private static String why(String text, Charset charset) {
    return PlanCheck.of(new ByteArrayInputStream(text.getBytes(charset)))
            instanceof PlanCheck.Unreadable(String why)
        ? why
        : "it was read";
  }

  /** Runs of each row, as the seats' labels. */
  private static Map<String, List<String>> runs(String plan) {
    SeatMap map = map(plan);
    List<SeatMap.Row> rows =
        map.sections().stream().flatMap(section -> section.rows().stream()).toList();
    List<SeatMap.Seat> seats = rows.stream().flatMap(row -> row.seats().stream()).toList();
    Map<String, List<String>> runs = new LinkedHashMap<>();
    for (Seating.Run run : Seating.of(map).runs()) {
      runs.computeIfAbsent(rows.get(run.row()).label(), _ -> new ArrayList<>())
          .add(
              String.join(
                  " ",
                  seats.subList(run.firstSeat(), run.firstSeat() + run.seats()).stream()
                      .map(SeatMap.Seat::label)
                      .toList()));
    }
    return runs;
  }

  /** Whether the numbers go up or down by one. */
  private static boolean ascending(String run) {
    List<Integer> numbers = Arrays.stream(run.split(" ")).map(Integer::valueOf).toList();
    Set<Integer> steps =
        new HashSet<>(
            IntStream.range(1, numbers.size())
                .mapToObj(i -> numbers.get(i) - numbers.get(i - 1))
                .toList());
    return steps.equals(Set.of(1)) || steps.equals(Set.of(-1));
  }

  private static String fromItsLower(String run) {
    List<String> seats = Arrays.asList(run.split(" "));
    return Integer.parseInt(seats.getFirst()) < Integer.parseInt(seats.getLast())
        ? run
        : String.join(" ", seats.reversed());
  }

  private static SeatMap map(String plan) {
    return Plans.read(new ByteArrayInputStream(plan.getBytes(UTF_8)))
            instanceof PlanReading.Read(SeatMap map)
        ? map
        : throwing(broken(plan).first().toString());
  }

  private static SeatMap throwing(String words) {
    throw new AssertionError(words);
  }

  private static PlanSurvey survey(String plan) {
    return sound(plan).survey();
  }

  private static PlanCheck.Sound sound(String plan) {
    return (PlanCheck.Sound) PlanCheck.of(new ByteArrayInputStream(plan.getBytes(UTF_8)));
  }

  private static PlanCheck.Broken broken(String plan) {
    return (PlanCheck.Broken) PlanCheck.of(new ByteArrayInputStream(plan.getBytes(UTF_8)));
  }
}
