package io.onsale.app.demo;

import com.google.protobuf.ByteString;
import io.onsale.contracts.access.v1.Role;
import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc.AccountsServiceBlockingV2Stub;
import io.onsale.contracts.accounts.v1.AddStaffRequest;
import io.onsale.contracts.accounts.v1.CreateOrganizerRequest;
import io.onsale.contracts.accounts.v1.Session;
import io.onsale.contracts.accounts.v1.SignInRequest;
import io.onsale.contracts.accounts.v1.SignUpRequest;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingV2Stub;
import io.onsale.contracts.catalog.v1.CreatePerformanceRequest;
import io.onsale.contracts.catalog.v1.CreateShowRequest;
import io.onsale.contracts.catalog.v1.ImportSeatMapRequest;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.catalog.v1.PublishPerformanceRequest;
import io.onsale.contracts.common.v1.Money;
import io.onsale.kit.access.Caller;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.server.Peers;
import io.onsale.kit.wire.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Fills a new installation, by the calls that any client would make.
 *
 * <p>All moments count from when the first organiser signed up, and each call has a key of its own
 * that never changes: a load that was cut off is finished by the next, and one that was finished
 * changes nothing.
 *
 * <pre>{@code
 * new DemoData(foundation.peers()).load();   // 4 s at most
 * }</pre>
 */
public final class DemoData {
  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final int LIMIT_PER_BUYER = 6;
  private static final long DEADLINE_SECONDS = 30;

  private final AccountsServiceBlockingV2Stub accounts;
  private final CatalogServiceBlockingV2Stub catalog;

  public DemoData(Peers peers) {
    this.accounts = AccountsServiceGrpc.newBlockingV2Stub(peers.channel("accounts"));
    this.catalog = CatalogServiceGrpc.newBlockingV2Stub(peers.channel("catalog"));
  }

  /** Who calls, and from when moments count. */
  private record Organizer(Session session, Instant since) {}

  /**
   * When a performance is, and when it can be bought.
   *
   * @param key tells it from the show's others
   */
  private record Dates(String key, Instant startsAt, Instant onSaleFrom, Instant onSaleUntil) {}

  private record Price(String tier, String label, long yuan) {}

  /** Loads everything. */
  public void load() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> parts = new ArrayList<>();
      // The largest plan is drawn while passwords are being hashed, and those that nothing waits
      // for come last.
      Future<byte[]> arena = threads.submit(() -> ArenaPlan.plan().json());
      parts.add(threads.submit(this::club));
      Organizer organizer =
          organizer("organizer@example.com", "Demo Organizer", "浦江文化 Pujiang Live");
      parts.add(threads.submit(() -> concert(organizer, await(arena))));
      parts.add(threads.submit(() -> play(organizer)));
      parts.add(threads.submit(() -> gate(organizer)));
      parts.add(threads.submit(() -> signUp("buyer@example.com", "buyer-demo", "Demo Buyer")));
      parts.forEach(DemoData::await);
    }
  }

  private void gate(Organizer organizer) {
    signUp("gate@example.com", "gate-demo", "Demo Gate");
    as(
        organizer.session(),
        "demo-gate-staff",
        () ->
            accounts()
                .addStaff(
                    AddStaffRequest.newBuilder()
                        .setEmail("gate@example.com")
                        .setRole(Role.ROLE_GATE)
                        .build()));
  }

  private void concert(Organizer organizer, byte[] plan) {
    Instant now = organizer.since();
    String seatMap = importSeatMap(organizer, "arena", plan);
    String show =
        createShow(
            organizer,
            "concert",
            CreateShowRequest.newBuilder()
                .setTitle("林知遥「回声」巡回演唱会 · Lin Zhiyao: Echoes on Tour")
                .setDescription(
                    "两个半小时，从第一张专辑唱到最新一张。内场为站席。\n"
                        + "Two and a half hours, from the first record to the latest. The floor is standing.")
                .setCity("上海 Shanghai")
                .setVenue("浦江体育馆 Pujiang Arena")
                .build());
    List<Price> prices =
        List.of(
            new Price("floor", "内场站席 Floor standing", 980),
            new Price("lower-front", "一层前区 Lower, front", 1280),
            new Price("lower-back", "一层后区 Lower, back", 880),
            new Price("upper-front", "二层前区 Upper, front", 580),
            new Price("upper-back", "二层后区 Upper, back", 380));
    Instant tonight = now.plus(Duration.ofHours(5));
    Instant month = evening(now, 30);
    Instant later = evening(now, 60);
    Instant past = evening(now, -10);
    perform(
        organizer,
        show,
        seatMap,
        prices,
        List.of(
            new Dates("tonight", tonight, now.minus(Duration.ofDays(7)), tonight),
            new Dates("month", month, now.minus(Duration.ofDays(1)), month),
            new Dates("later", later, now.plus(Duration.ofDays(7)), later),
            new Dates("past", past, now.minus(Duration.ofDays(70)), past)));
  }

  private void play(Organizer organizer) {
    Instant now = organizer.since();
    String seatMap = importSeatMap(organizer, "theatre", TheatrePlan.plan().json());
    String show =
        createShow(
            organizer,
            "play",
            CreateShowRequest.newBuilder()
                .setTitle("话剧《茶馆》 · Teahouse")
                .setDescription(
                    "老舍三幕话剧，中文演出，英文字幕。约三小时，含一次中场休息。\n"
                        + "Lao She's play in three acts, in Chinese with English surtitles. Three hours with one interval.")
                .setCity("北京 Beijing")
                .setVenue("槐树街剧院 Huaishu Street Theatre")
                .build());
    List<Price> prices =
        List.of(
            new Price("stalls-front", "池座前区 Stalls, front", 680),
            new Price("stalls", "池座 Stalls", 480),
            new Price("balcony", "楼座 Balcony", 280),
            new Price("box", "包厢 Box", 580));
    Instant start = evening(now, 14);
    perform(
        organizer,
        show,
        seatMap,
        prices,
        List.of(new Dates("first", start, now.minus(Duration.ofDays(1)), start)));
  }

  private void club() {
    Organizer organizer =
        organizer("other-organizer@example.com", "Other Organizer", "小河爵士 Little River Jazz");
    Instant now = organizer.since();
    String seatMap = importSeatMap(organizer, "club", ClubPlan.plan().json());
    String show =
        createShow(
            organizer,
            "jazz",
            CreateShowRequest.newBuilder()
                .setTitle("周五爵士夜 · Friday Night Jazz")
                .setDescription("四重奏，两场之间可点餐。\nA quartet; the kitchen is open between the sets.")
                .setCity("杭州 Hangzhou")
                .setVenue("小河爵士俱乐部 Little River Club")
                .build());
    List<Price> prices =
        List.of(new Price("front", "前排 Front", 260), new Price("back", "后排 Back", 180));
    Instant start = evening(now, 3);
    perform(
        organizer,
        show,
        seatMap,
        prices,
        List.of(new Dates("friday", start, now.minus(Duration.ofDays(1)), start)));
  }

  /** Half past seven in the evening, some days from a moment. */
  private static Instant evening(Instant from, int days) {
    return ZonedDateTime.ofInstant(from, CHINA)
        .plusDays(days)
        .with(LocalTime.of(19, 30))
        .toInstant();
  }

  private Organizer organizer(String email, String name, String organisation) {
    signUp(email, "organizer-demo", name);
    Session session =
        asNobody(
            "demo-sign-in",
            () ->
                accounts()
                    .signIn(
                        SignInRequest.newBuilder()
                            .setEmail(email)
                            .setPassword("organizer-demo")
                            .build()));
    Account account = session.getAccount();
    if (account.getOrganizerId().isEmpty()) {
      session =
          as(
              session,
              "demo-organizer",
              () ->
                  accounts()
                      .createOrganizer(
                          CreateOrganizerRequest.newBuilder().setName(organisation).build()));
    }
    Instant since =
        Instant.ofEpochSecond(account.getCreatedAt().getSeconds()).truncatedTo(ChronoUnit.MINUTES);
    return new Organizer(session, since);
  }

  private Account signUp(String email, String password, String name) {
    SignUpRequest request =
        SignUpRequest.newBuilder().setEmail(email).setPassword(password).setName(name).build();
    return asNobody("demo-account-" + email, () -> accounts().signUp(request));
  }

  private String importSeatMap(Organizer organizer, String key, byte[] plan) {
    return as(
            organizer.session(),
            "demo-map-" + key,
            () ->
                catalog()
                    .importSeatMap(
                        ImportSeatMapRequest.newBuilder()
                            .setPlan(ByteString.copyFrom(plan))
                            .build()))
        .getDigest();
  }

  private String createShow(Organizer organizer, String key, CreateShowRequest request) {
    return as(organizer.session(), "demo-show-" + key, () -> catalog().createShow(request)).getId();
  }

  /** All performances at once: much of the time of each is waiting for the seat log. */
  private void perform(
      Organizer organizer, String show, String seatMap, List<Price> prices, List<Dates> all) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> performances = new ArrayList<>();
      for (Dates dates : all) {
        performances.add(threads.submit(() -> perform(organizer, show, seatMap, prices, dates)));
      }
      performances.forEach(DemoData::await);
    }
  }

  private void perform(
      Organizer organizer, String show, String seatMap, List<Price> prices, Dates dates) {
    CreatePerformanceRequest.Builder request =
        CreatePerformanceRequest.newBuilder()
            .setShowId(show)
            .setSeatMap(seatMap)
            .setTimeZone(CHINA.getId())
            .setStartsAt(Timestamps.of(dates.startsAt()))
            .setOnSaleFrom(Timestamps.of(dates.onSaleFrom()))
            .setOnSaleUntil(Timestamps.of(dates.onSaleUntil()))
            .setLimitPerBuyer(LIMIT_PER_BUYER);
    for (Price price : prices) {
      request.addTiers(
          PriceTier.newBuilder()
              .setName(price.tier())
              .setLabel(price.label())
              .setPrice(Money.newBuilder().setAmount(price.yuan() * 100).setCurrency("CNY")));
    }
    String key = "demo-" + show + "-" + dates.key();
    String id =
        as(organizer.session(), key, () -> catalog().createPerformance(request.build())).getId();
    as(
        organizer.session(),
        key + "-publication",
        () ->
            catalog().publishPerformance(PublishPerformanceRequest.newBuilder().setId(id).build()));
  }

  private AccountsServiceBlockingV2Stub accounts() {
    return accounts.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private CatalogServiceBlockingV2Stub catalog() {
    return catalog.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Calls in somebody's name, under a key that is the same at each load. */
  private static <T> T as(Session session, String key, Callable<T> call) {
    return call(
        CallContext.fresh().withCaller(Caller.nobody(), session.getToken()).withIdempotencyKey(key),
        call);
  }

  /** Calls in nobody's name. */
  private static <T> T asNobody(String key, Callable<T> call) {
    return call(CallContext.fresh().withIdempotencyKey(key), call);
  }

  private static <T> T call(CallContext context, Callable<T> call) {
    try {
      return Calls.run(context, call);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the demo data cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static <T> T await(Future<T> work) {
    try {
      return work.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the demo data cannot be loaded", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the demo data was not loaded to its end", e);
    }
  }
}
