package io.onsale.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.catalog.v1.GetShowRequest;
import io.onsale.contracts.catalog.v1.ListOwnPerformancesRequest;
import io.onsale.contracts.catalog.v1.ListOwnShowsRequest;
import io.onsale.contracts.catalog.v1.ListShowsRequest;
import io.onsale.contracts.catalog.v1.ListShowsResponse;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.contracts.common.v1.Page;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.wire.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is found, in which order, page by page. */
final class ListsIT extends CatalogFixture {
  @Test
  void searchFindsWordsInAnyOrderAndTakesWildcardsAsTheyAre() {
    for (String title : List.of("The Tea House 茶馆", "100% Jazz", "100 Jazz", "under_score!")) {
      publish(MINE, performance(MINE, as(MINE).createShow(showRequest(title))).getId());
    }

    assertThat(titles(search("house TEA"))).containsExactly("The Tea House 茶馆");
    assertThat(titles(search("茶馆"))).containsExactly("The Tea House 茶馆");
    assertThat(titles(search("100%"))).containsExactly("100% Jazz");
    assertThat(titles(search("r_s"))).containsExactly("under_score!");
    assertThat(titles(search("e!"))).containsExactly("under_score!");
    assertThat(titles(search("shanghai grand"))).hasSize(4);
    assertThat(titles(search("' OR 1=1 --"))).isEmpty();
    assertThat(titles(search("x".repeat(100)))).isEmpty();
    assertThat(refused(() -> search("x".repeat(101))).reason()).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(
            titles(as(NOBODY).listShows(ListShowsRequest.newBuilder().setCity("shanghai").build())))
        .hasSize(4);
    assertThat(titles(as(NOBODY).listShows(ListShowsRequest.newBuilder().setCity("Shang").build())))
        .isEmpty();
  }

  @Test
  void aCityIsFoundByEitherOfItsNames() {
    Show show = as(MINE).createShow(showRequest("Tea").toBuilder().setCity("上海 Shanghai").build());
    publish(MINE, performance(MINE, show).getId());

    for (String city : List.of("上海", "SHANGHAI", "上海 Shanghai")) {
      assertThat(titles(as(NOBODY).listShows(ListShowsRequest.newBuilder().setCity(city).build())))
          .as(city)
          .containsExactly("Tea");
    }
    assertThat(titles(as(NOBODY).listShows(ListShowsRequest.newBuilder().setCity("海").build())))
        .isEmpty();
  }

  @Test
  void listsShowWhatComesNextAndEndWithTheLastPage() {
    Show late = as(MINE).createShow(showRequest("Late"));
    Show soon = as(OTHERS).createShow(showRequest("Soon"));
    Show past = as(MINE).createShow(showRequest("Past"));
    publish(MINE, performance(MINE, late, NOW.plusSeconds(90_000)).getId());
    publish(MINE, performance(MINE, late, NOW.plusSeconds(900_000)).getId());
    performance(MINE, late, NOW.plusSeconds(95_000));
    publish(OTHERS, performance(OTHERS, soon, NOW.plusSeconds(80_000)).getId());
    publish(MINE, performance(MINE, past, NOW.minusSeconds(80_000)).getId());

    ListShowsRequest.Builder request =
        ListShowsRequest.newBuilder().setPage(Page.newBuilder().setLimit(1));
    ListShowsResponse first = as(NOBODY).listShows(request.build());
    request.getPageBuilder().setCursor(first.getNextCursor());
    ListShowsResponse second = as(NOBODY).listShows(request.build());

    assertThat(titles(first)).containsExactly("Soon");
    assertThat(titles(second)).containsExactly("Late");
    assertThat(second.getItems(0).getPerformancesList()).hasSize(2);
    assertThat(second.getNextCursor()).isEmpty();
    assertThat(
            titles(
                as(NOBODY)
                    .listShows(
                        ListShowsRequest.newBuilder()
                            .setFrom(Timestamps.of(NOW.minusSeconds(90_000)))
                            .build())))
        .containsExactly("Past", "Soon", "Late");
    assertThat(
            as(NOBODY).getShow(GetShowRequest.newBuilder().setId(past.getId()).build()).getTitle())
        .isEqualTo("Past");
  }

  @Test
  void anOrganisationSeesAllOfItsOwnPageByPage() {
    Show show = show(MINE);
    List<String> made =
        IntStream.range(0, 5)
            .mapToObj(i -> performance(MINE, show, NOW.plusSeconds(90_000 + i)).getId())
            .toList();
    performance(OTHERS, show(OTHERS));
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      var page =
          as(GATE)
              .listOwnPerformances(
                  ListOwnPerformancesRequest.newBuilder()
                      .setPage(Page.newBuilder().setCursor(cursor).setLimit(2))
                      .build());
      page.getItemsList().forEach(performance -> seen.add(performance.getId()));
      cursor = page.getNextCursor();
    } while (!cursor.isEmpty());

    assertThat(seen).isEqualTo(made);
    assertThat(
            as(MINE)
                .listOwnShows(ListOwnShowsRequest.getDefaultInstance())
                .getItems(0)
                .getPerformancesList())
        .hasSize(5);
  }

  @Test
  void cursorsAndLimitsThatMakeNoSenseAreRefused() {
    for (Page page :
        List.of(
            Page.newBuilder().setCursor("?").build(),
            Page.newBuilder().setCursor("YWJj").build(),
            Page.newBuilder().setLimit(101).build(),
            Page.newBuilder().setLimit(-1).build())) {
      Refused refused =
          refused(() -> as(NOBODY).listShows(ListShowsRequest.newBuilder().setPage(page).build()));
      assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
    }
  }

  private ListShowsResponse search(String words) {
    return as(NOBODY).listShows(ListShowsRequest.newBuilder().setQ(words).build());
  }

  private static List<String> titles(ListShowsResponse response) {
    return response.getItemsList().stream().map(Show::getTitle).toList();
  }
}
