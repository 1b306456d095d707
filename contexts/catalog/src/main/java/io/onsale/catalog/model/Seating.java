package io.onsale.catalog.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A seat map as the seat log needs it: which indices belong to a section, which seats are side by
 * side, and which of them are best.
 *
 * <p>Side by side is a matter of geometry: a run ends where the gap to the next seat is wider than
 * about twice the row's usual spacing. The usual spacing is the lower median of the row's gaps, so
 * that aisles don't count; a row with a single gap takes its section's.
 *
 * <p>Runs are ranked by their row's distance to the stage, if an area of the plan says that it is
 * one, else in the plan's order; within a row the runs nearer to its middle come first.
 *
 * @param sections in index order
 * @param runs in index order
 */
public record Seating(List<Section> sections, List<Run> runs) {
  /** Twice, and a twentieth for positions that were rounded. */
  private static final double AISLE = 2.1;

  /** Words for a stage, as whole words where the script has them: "backstage" is none. */
  private static final Pattern STAGE =
      Pattern.compile(
          "(?<!\\p{L})(stage|bühne|buehne|scène|escenario|palcoscenico|podium|scena|сцена)(?!\\p{L})"
              + "|舞台|舞臺|ステージ|무대",
          Pattern.UNICODE_CASE);

  public Seating {
    sections = List.copyOf(sections);
    runs = List.copyOf(runs);
  }

  /**
   * A section's indices.
   *
   * @param firstSeat index of its first seat
   */
  public record Section(String name, int firstSeat, int seats, boolean standing) {}

  /**
   * A maximal run of seats side by side.
   *
   * @param section its place in the list of sections
   * @param row number of the row, counted through the map
   * @param rank 0 is the best run of all
   */
  public record Run(int section, int row, int firstSeat, int seats, int rank) {}

  /** Reads a map's geometry. */
  public static Seating of(SeatMap map) {
    Optional<Position> stage =
        map.areas().stream().filter(Seating::isStage).map(Area::centre).findFirst();
    List<Section> sections = new ArrayList<>();
    List<Candidate> found = new ArrayList<>();
    int seat = 0;
    int row = 0;
    for (SeatMap.Section section : map.sections()) {
      double usualInSection = usual(gapsOfRows(section));
      int first = seat;
      for (SeatMap.Row line : section.rows()) {
        double[] gaps = gaps(line);
        double usual = gaps.length > 1 ? usual(gaps) : usualInSection;
        double[] reach = section.standing() ? new double[gaps.length] : gaps;
        double score = stage.map(at -> distance(line.seats(), at)).orElse((double) row);
        Position middle = middle(line.seats());
        int from = 0;
        for (int i = 0; i < line.seats().size(); i++) {
          if (i == reach.length || reach[i] > aisle(usual)) {
            double offset = middle(line.seats().subList(from, i + 1)).distanceTo(middle);
            Run run = new Run(sections.size(), row, seat + from, i + 1 - from, 0);
            found.add(new Candidate(run, Math.rint(score * 100), Math.rint(offset * 100)));
            from = i + 1;
          }
        }
        seat += line.seats().size();
        row++;
      }
      sections.add(new Section(section.name(), first, seat - first, section.standing()));
    }
    return new Seating(sections, ranked(found));
  }

  private record Candidate(Run run, double score, double offset) {}

  private static List<Run> ranked(List<Candidate> found) {
    List<Candidate> best =
        found.stream()
            .sorted(
                Comparator.comparingDouble(Candidate::score)
                    .thenComparingInt(candidate -> candidate.run().row())
                    .thenComparingDouble(Candidate::offset)
                    .thenComparingInt(candidate -> candidate.run().firstSeat()))
            .toList();
    List<Run> runs = new ArrayList<>();
    for (int rank = 0; rank < best.size(); rank++) {
      Run run = best.get(rank).run();
      runs.add(new Run(run.section(), run.row(), run.firstSeat(), run.seats(), rank));
    }
    runs.sort(Comparator.comparingInt(Run::firstSeat));
    return runs;
  }

  /** The widest gap that is not an aisle. */
  static double aisle(double usual) {
    return usual * AISLE;
  }

  /**
   * The lower median of the gaps that are any: half of a row's gaps may be aisles. 0 when there is
   * none.
   */
  static double usual(double[] gaps) {
    double[] wide = Arrays.stream(gaps).filter(gap -> gap > 0).sorted().toArray();
    return wide.length == 0 ? 0 : wide[(wide.length - 1) / 2];
  }

  /** The usual spacing of a map's rows, standing places aside if it has others; 1 when none. */
  static double usualStep(SeatMap map) {
    boolean seated = map.sections().stream().anyMatch(section -> !section.standing());
    double usual =
        usual(
            map.sections().stream()
                .filter(section -> section.standing() != seated)
                .flatMapToDouble(section -> Arrays.stream(gapsOfRows(section)))
                .toArray());
    return usual > 0 ? usual : 1;
  }

  private static double[] gapsOfRows(SeatMap.Section section) {
    return section.rows().stream().flatMapToDouble(row -> Arrays.stream(gaps(row))).toArray();
  }

  private static double[] gaps(SeatMap.Row row) {
    double[] gaps = new double[Math.max(0, row.seats().size() - 1)];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = row.seats().get(i).position().distanceTo(row.seats().get(i + 1).position());
    }
    return gaps;
  }

  /**
   * How far from the stage people sit. A mean over the seats, because the middle of a ring is the
   * stage itself.
   */
  private static double distance(List<SeatMap.Seat> seats, Position stage) {
    return seats.stream()
        .mapToDouble(seat -> seat.position().distanceTo(stage))
        .average()
        .orElse(0);
  }

  private static Position middle(List<SeatMap.Seat> seats) {
    double x = seats.stream().mapToDouble(seat -> seat.position().x()).average().orElse(0);
    double y = seats.stream().mapToDouble(seat -> seat.position().y()).average().orElse(0);
    return new Position(x, y);
  }

  private static boolean isStage(Area area) {
    String said = area.shape() + " " + (area.text() == null ? "" : area.text());
    return STAGE.matcher(said.toLowerCase(Locale.ROOT)).find();
  }
}
