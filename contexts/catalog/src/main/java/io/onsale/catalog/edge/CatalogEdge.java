package io.onsale.catalog.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.stub.StreamObserver;
import io.onsale.catalog.flow.AmendPerformance;
import io.onsale.catalog.flow.CreatePerformance;
import io.onsale.catalog.flow.CreateShow;
import io.onsale.catalog.flow.ImportSeatMap;
import io.onsale.catalog.flow.Page;
import io.onsale.catalog.flow.Performances;
import io.onsale.catalog.flow.PublishPerformance;
import io.onsale.catalog.flow.ReviseSeatMap;
import io.onsale.catalog.flow.SeatMaps;
import io.onsale.catalog.flow.Shows;
import io.onsale.catalog.model.Fault;
import io.onsale.catalog.model.PlanReading;
import io.onsale.catalog.model.Validated;
import io.onsale.contracts.catalog.v1.AmendPerformanceRequest;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceImplBase;
import io.onsale.contracts.catalog.v1.CreatePerformanceRequest;
import io.onsale.contracts.catalog.v1.CreateShowRequest;
import io.onsale.contracts.catalog.v1.GetPerformanceRequest;
import io.onsale.contracts.catalog.v1.GetSeatMapRequest;
import io.onsale.contracts.catalog.v1.GetShowRequest;
import io.onsale.contracts.catalog.v1.ImportSeatMapRequest;
import io.onsale.contracts.catalog.v1.ListOwnPerformancesRequest;
import io.onsale.contracts.catalog.v1.ListOwnShowsRequest;
import io.onsale.contracts.catalog.v1.ListPerformancesResponse;
import io.onsale.contracts.catalog.v1.ListSeatMapsRequest;
import io.onsale.contracts.catalog.v1.ListSeatMapsResponse;
import io.onsale.contracts.catalog.v1.ListShowsRequest;
import io.onsale.contracts.catalog.v1.ListShowsResponse;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PublishPerformanceRequest;
import io.onsale.contracts.catalog.v1.ReviseSeatMapRequest;
import io.onsale.contracts.catalog.v1.SeatMapDocument;
import io.onsale.contracts.catalog.v1.SeatMapSummary;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.store.Idempotency;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The catalog as other contexts and the gateway call it. */
public final class CatalogEdge extends CatalogServiceImplBase {
  private static final int QUERY_MAX = 100;
  private static final int WORDS_MAX = 8;
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final UseCases use;
  private final Idempotency idempotency;
  private final InstantSource clock;

  /** What the edge may do. */
  public record UseCases(
      ImportSeatMap importSeatMap,
      ReviseSeatMap reviseSeatMap,
      CreateShow createShow,
      CreatePerformance createPerformance,
      AmendPerformance amendPerformance,
      PublishPerformance publishPerformance,
      SeatMaps seatMaps,
      Shows shows,
      Performances performances) {}

  public CatalogEdge(UseCases use, Idempotency idempotency, InstantSource clock) {
    this.use = use;
    this.idempotency = idempotency;
    this.clock = clock;
  }

  @Override
  public void listShows(ListShowsRequest request, StreamObserver<ListShowsResponse> to) {
    bounded("/q", request.getQ());
    bounded("/city", request.getCity());
    List<String> words =
        Arrays.stream(SPACE.split(request.getQ().strip()))
            .filter(word -> !word.isEmpty())
            .limit(WORDS_MAX)
            .toList();
    Instant from = request.hasFrom() ? Messages.instant(request.getFrom()) : clock.instant();
    Shows.Search search = new Shows.Search(words, request.getCity().strip(), bounded(from));
    answer(to, shows(use.shows().search(search, Cursors.wanted(request.getPage()))));
  }

  @Override
  public void getShow(GetShowRequest request, StreamObserver<Show> to) {
    Shows.Billed show =
        use.shows().published(request.getId()).orElseThrow(() -> Refused.notFound("show"));
    answer(to, Messages.show(show));
  }

  @Override
  public void getPerformance(GetPerformanceRequest request, StreamObserver<Performance> to) {
    answer(
        to,
        use.performances()
            .published(request.getId())
            .map(Messages::performance)
            .orElseThrow(CatalogEdge::noPerformance));
  }

  @Override
  public void getSeatMap(GetSeatMapRequest request, StreamObserver<SeatMapDocument> to) {
    byte[] json =
        use.seatMaps()
            .compressed(request.getDigest())
            .orElseThrow(() -> Refused.notFound("seat map"));
    answer(
        to,
        SeatMapDocument.newBuilder()
            .setDigest(request.getDigest())
            .setJsonGzip(ByteString.copyFrom(json))
            .build());
  }

  @Override
  public void importSeatMap(ImportSeatMapRequest request, StreamObserver<SeatMapSummary> to) {
    String organizer = Calls.caller().requireOrganizer();
    if (request.getPlan().size() > Plans.BYTES_MAX) {
      throw new Refused(Reason.BODY_TOO_LARGE, "A plan has at most 32 MiB.");
    }
    Idempotency.Attempt attempt = idempotency.of("ImportSeatMap", request);
    attempt
        .before(SeatMapSummary.parser())
        .ifPresentOrElse(
            first -> answer(to, first),
            () -> {
              PlanReading reading = read(request.getPlan());
              answer(
                  to, attempt.answer(SeatMapSummary.parser(), () -> imported(organizer, reading)));
            });
  }

  private static PlanReading read(ByteString plan) {
    try {
      return Plans.read(plan.newInput());
    } catch (NotJson e) {
      throw new Refused(Reason.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private SeatMapSummary imported(String organizer, PlanReading reading) {
    return switch (reading) {
      case PlanReading.Read(var map) -> Messages.summary(use.importSeatMap().of(organizer, map));
      case PlanReading.Broken(List<Fault> first, int count) ->
          throw new Refused(
              Reason.BROKEN_PLAN,
              count == 1
                  ? "The plan has a fault, and nothing of it was kept. Mend it and send it again."
                  : "The plan has "
                      + count
                      + " faults, and nothing of it was kept. Mend them and send it again.",
              Map.of(),
              faults(first),
              count);
    };
  }

  @Override
  public void reviseSeatMap(ReviseSeatMapRequest request, StreamObserver<SeatMapSummary> to) {
    String organizer = Calls.caller().requireOrganizer();
    answer(
        to,
        idempotency
            .of("ReviseSeatMap", request)
            .answer(
                SeatMapSummary.parser(),
                () ->
                    Messages.summary(
                        valid(
                            use.reviseSeatMap()
                                .of(organizer, request.getDigest(), Messages.changes(request))
                                .orElseThrow(() -> Refused.notFound("seat map"))))));
  }

  @Override
  public void listSeatMaps(ListSeatMapsRequest request, StreamObserver<ListSeatMapsResponse> to) {
    String organizer = Calls.caller().requireOrganizer();
    var page = use.seatMaps().list(organizer, Cursors.wanted(request.getPage()));
    answer(
        to,
        ListSeatMapsResponse.newBuilder()
            .addAllItems(page.map(Messages::summary).items())
            .setNextCursor(Cursors.next(page))
            .build());
  }

  @Override
  public void createShow(CreateShowRequest request, StreamObserver<Show> to) {
    String organizer = Calls.caller().requireOrganizer();
    answer(
        to,
        idempotency
            .of("CreateShow", request)
            .answer(
                Show.parser(),
                () -> {
                  var show = valid(use.createShow().of(organizer, Messages.draft(request)));
                  return Messages.show(new Shows.Billed(show, List.of()));
                }));
  }

  @Override
  public void listOwnShows(ListOwnShowsRequest request, StreamObserver<ListShowsResponse> to) {
    String organizer = Calls.caller().requireOrganizer();
    answer(to, shows(use.shows().list(organizer, Cursors.wanted(request.getPage()))));
  }

  @Override
  public void createPerformance(CreatePerformanceRequest request, StreamObserver<Performance> to) {
    String organizer = Calls.caller().requireOrganizer();
    answer(
        to,
        idempotency
            .of("CreatePerformance", request)
            .answer(
                Performance.parser(),
                () ->
                    Messages.performance(
                        valid(
                            use.createPerformance()
                                .of(organizer, request.getShowId(), Messages.draft(request))
                                .orElseThrow(() -> Refused.notFound("show"))))));
  }

  @Override
  public void getOwnPerformance(GetPerformanceRequest request, StreamObserver<Performance> to) {
    String organizer = Calls.caller().requireOrganizer();
    answer(
        to,
        use.performances()
            .owned(organizer, request.getId())
            .map(found -> Messages.performance(found.performance()))
            .orElseThrow(CatalogEdge::noPerformance));
  }

  @Override
  public void listOwnPerformances(
      ListOwnPerformancesRequest request, StreamObserver<ListPerformancesResponse> to) {
    String organizer = Calls.caller().requireOrganizer();
    var page = use.performances().list(organizer, Cursors.wanted(request.getPage()));
    answer(
        to,
        ListPerformancesResponse.newBuilder()
            .addAllItems(page.map(Messages::performance).items())
            .setNextCursor(Cursors.next(page))
            .build());
  }

  @Override
  public void amendPerformance(AmendPerformanceRequest request, StreamObserver<Performance> to) {
    String organizer = Calls.caller().requireOrganizer();
    answer(
        to,
        Messages.performance(
            valid(
                use.amendPerformance()
                    .of(organizer, request.getId(), Messages.amendment(request))
                    .orElseThrow(CatalogEdge::noPerformance))));
  }

  @Override
  public void publishPerformance(
      PublishPerformanceRequest request, StreamObserver<Performance> to) {
    String organizer = Calls.caller().requireOrganizer();
    answer(
        to,
        use.publishPerformance()
            .of(organizer, request.getId())
            .map(Messages::performance)
            .orElseThrow(CatalogEdge::noPerformance));
  }

  private static ListShowsResponse shows(Page<Shows.Billed> page) {
    return ListShowsResponse.newBuilder()
        .addAllItems(page.map(Messages::show).items())
        .setNextCursor(Cursors.next(page))
        .build();
  }

  private static <T> T valid(Validated<T> validated) {
    return switch (validated) {
      case Validated.Valid<T>(T value) -> value;
      case Validated.Invalid<T>(List<Fault> faults) ->
          throw new Refused(
              Reason.UNPROCESSABLE,
              "The request cannot be met: " + told(faults.getFirst()) + ".",
              Map.of(),
              faults(faults));
    };
  }

  private static String told(Fault fault) {
    return fault.pointer().isEmpty() ? fault.message() : fault.pointer() + " " + fault.message();
  }

  private static List<io.onsale.kit.refusal.Fault> faults(List<Fault> faults) {
    return faults.stream()
        .map(fault -> new io.onsale.kit.refusal.Fault(fault.pointer(), fault.message()))
        .toList();
  }

  private static Refused noPerformance() {
    return Refused.notFound("performance");
  }

  private static void bounded(String pointer, String text) {
    if (text.length() > QUERY_MAX) {
      throw Refused.invalid(pointer, "is longer than " + QUERY_MAX + " characters");
    }
  }

  /** Moments beyond those of any performance, as they can be compared in milliseconds. */
  private static Instant bounded(Instant from) {
    Instant latest = Instant.parse("9999-01-01T00:00:00Z");
    return from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from.isAfter(latest) ? latest : from;
  }

  private static <T extends MessageLite> void answer(StreamObserver<T> to, T message) {
    to.onNext(message);
    to.onCompleted();
  }
}
