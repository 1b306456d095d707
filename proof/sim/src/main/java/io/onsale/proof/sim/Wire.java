package io.onsale.proof.sim;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.onsale.contracts.sbe.ActivateBehaviourEncoder;
import io.onsale.contracts.sbe.AmendPerformanceEncoder;
import io.onsale.contracts.sbe.BatchEncoder;
import io.onsale.contracts.sbe.BlockEncoder;
import io.onsale.contracts.sbe.ClosePerformanceEncoder;
import io.onsale.contracts.sbe.CommandHeaderEncoder;
import io.onsale.contracts.sbe.ConfirmEncoder;
import io.onsale.contracts.sbe.DoneDecoder;
import io.onsale.contracts.sbe.ExchangeBestEncoder;
import io.onsale.contracts.sbe.ExchangeSeatsEncoder;
import io.onsale.contracts.sbe.ExtendEncoder;
import io.onsale.contracts.sbe.HeldDecoder;
import io.onsale.contracts.sbe.HoldBestEncoder;
import io.onsale.contracts.sbe.HoldSeatsEncoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.contracts.sbe.OpenPerformanceEncoder;
import io.onsale.contracts.sbe.RefusedDecoder;
import io.onsale.contracts.sbe.ReleaseEncoder;
import io.onsale.contracts.sbe.ResultBatchDecoder;
import io.onsale.contracts.sbe.ReturnSeatsEncoder;
import io.onsale.contracts.sbe.SeatAttributesEncoder;
import io.onsale.contracts.sbe.SectionKind;
import io.onsale.contracts.sbe.UnblockEncoder;
import io.onsale.contracts.sbe.UploadBeginEncoder;
import io.onsale.contracts.sbe.UploadChunkEncoder;
import io.onsale.contracts.sbe.UploadCommitEncoder;
import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.RefusalReason;
import io.onsale.proof.sim.Command.Wanted;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Requests and answers as bytes, after the log's schema: a client of its own, beside the real one.
 */
final class Wire {
  private static final RefusalReason[] REASONS = RefusalReason.values();

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
  private final MessageHeaderEncoder message = new MessageHeaderEncoder();

  /** One answer: to which request, and what. */
  record Reply(long correlation, Outcome outcome) {}

  /** The bytes of the command that an upload is of. */
  static byte[] whole(Command.Whole whole) {
    return new Wire().bytes(whole.request(), 0);
  }

  /** The bytes of the command that the request uploads, none for all other commands. */
  static byte[] wholeOf(Command command) {
    return switch (command) {
      case Command.Begin begin -> whole(begin.whole());
      case Command.Piece piece -> whole(piece.whole());
      default -> new byte[0];
    };
  }

  /**
   * A request as a message.
   *
   * @param hold the engine's number of the hold that it is about
   */
  byte[] bytes(Request request, long hold) {
    byte[] bytes = new byte[encode(request, hold)];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /** Several requests as one message. */
  byte[] batch(List<byte[]> requests) {
    BatchEncoder batch = new BatchEncoder().wrapAndApplyHeader(buffer, 0, message);
    BatchEncoder.CommandsEncoder commands = batch.commandsCount(requests.size());
    for (byte[] request : requests) {
      commands.next().putCommand(request, 0, request.length);
    }
    byte[] bytes = new byte[batch.limit()];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /** A message that must be refused as malformed. */
  static byte[] damaged(byte[] good, Step.Damage damage, int at) {
    byte[] bytes = good.clone();
    UnsafeBuffer header = new UnsafeBuffer(bytes);
    switch (damage) {
      case EMPTY -> {
        return new byte[0];
      }
      case CUT -> {
        return java.util.Arrays.copyOf(bytes, Math.floorMod(at, bytes.length));
      }
      case LONGER -> {
        return java.util.Arrays.copyOf(bytes, bytes.length + 1 + Math.floorMod(at, 64));
      }
      case UNKNOWN_VERSION ->
          header.putShort(MessageHeaderDecoder.versionEncodingOffset(), (short) 999, LITTLE_ENDIAN);
      case UNKNOWN_TEMPLATE ->
          header.putShort(
              MessageHeaderDecoder.templateIdEncodingOffset(), (short) 999, LITTLE_ENDIAN);
      case UNKNOWN_SCHEMA ->
          header.putShort(
              MessageHeaderDecoder.schemaIdEncodingOffset(), (short) 999, LITTLE_ENDIAN);
    }
    return bytes;
  }

  private int encode(Request request, long hold) {
    return switch (request.command()) {
      case Command.Open it -> open(request, it.opening());
      case Command.Begin it -> begin(request, it);
      case Command.Piece it -> {
        var encoder = new UploadChunkEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        byte[] content = whole(it.whole());
        yield encoder
            .upload(it.upload())
            .from(it.from())
            .putContent(content, it.from(), it.length())
            .limit();
      }
      case Command.Commit it -> {
        var encoder = new UploadCommitEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        yield encoder.upload(it.upload()).limit();
      }
      case Command.Amend it -> amend(request, it.amendment());
      case Command.Close it -> {
        var encoder = new ClosePerformanceEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        yield encoder.performance(it.performance()).limit();
      }
      case Command.Block it -> {
        var encoder = new BlockEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        var seats = encoder.performance(it.performance()).seatsCount(it.seats().size());
        it.seats().forEach(seat -> seats.next().seat(seat));
        yield encoder.limit();
      }
      case Command.Unblock it -> {
        var encoder = new UnblockEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        var seats = encoder.performance(it.performance()).seatsCount(it.seats().size());
        it.seats().forEach(seat -> seats.next().seat(seat));
        yield encoder.limit();
      }
      case Command.Hold it -> hold(request, it);
      case Command.Release it -> {
        var encoder = new ReleaseEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        yield encoder.performance(it.performance()).hold(hold).limit();
      }
      case Command.Confirm it -> {
        var encoder = new ConfirmEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        yield encoder.performance(it.performance()).hold(hold).limit();
      }
      case Command.Extend it -> {
        var encoder = new ExtendEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        encoder.performance(it.performance()).hold(hold).duration(it.millis());
        encoder.options().clear().once(it.once());
        yield encoder.limit();
      }
      case Command.Return it -> {
        var encoder = new ReturnSeatsEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        var seats = encoder.performance(it.performance()).hold(hold).seatsCount(it.seats().size());
        it.seats().forEach(seat -> seats.next().seat(seat));
        yield encoder.limit();
      }
      case Command.Exchange it -> exchange(request, it, hold);
      case Command.Activate it -> {
        var encoder = new ActivateBehaviourEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        yield encoder.behaviour(it.behaviour()).limit();
      }
    };
  }

  private static void header(CommandHeaderEncoder header, Request from) {
    header
        .organizer(from.organizer())
        .actor(from.organizer() == 0 ? from.buyer() : from.organizer())
        .buyer(from.buyer())
        .identity(from.identity())
        .idempotencyHigh(from.idHigh())
        .idempotencyLow(from.id())
        .fingerprint(from.number())
        .correlation(from.number())
        .traceHigh(0)
        .traceLow(0)
        .span(0);
  }

  private int begin(Request request, Command.Begin it) {
    byte[] content = whole(it.whole());
    byte[] digest = sha256(content);
    if (it.falsely()) {
      digest[0]++;
    }
    var encoder = new UploadBeginEncoder().wrapAndApplyHeader(buffer, 0, message);
    header(encoder.header(), request);
    encoder.upload(it.upload()).length(content.length);
    for (int i = 0; i < digest.length; i++) {
      encoder.digest(i, (short) (digest[i] & 0xff));
    }
    return encoder.limit();
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private int open(Request request, Opening opening) {
    var encoder = new OpenPerformanceEncoder().wrapAndApplyHeader(buffer, 0, message);
    header(encoder.header(), request);
    encoder.performance(opening.performance());
    byte[] digest = HexFormat.of().parseHex(opening.mapDigest());
    for (int i = 0; i < digest.length; i++) {
      encoder.mapDigest(i, (short) (digest[i] & 0xff));
    }
    encoder
        .seats(opening.seats())
        .onSaleFrom(opening.window().from())
        .onSaleUntil(opening.window().until())
        .limitPerBuyer(opening.limits().perBuyer())
        .limitPerIdentity(opening.limits().perIdentity())
        .holdDuration(opening.holdDuration())
        .currency(opening.currency());
    var sections = encoder.sectionsCount(opening.sections().size());
    for (Opening.Section section : opening.sections()) {
      sections
          .next()
          .firstSeat(section.firstSeat())
          .seats(section.seats())
          .kind(section.standing() ? SectionKind.STANDING : SectionKind.SEATED)
          .name(section.name());
    }
    var runs = encoder.runsCount(opening.runs().size());
    for (Opening.Run run : opening.runs()) {
      runs.next()
          .section(run.section())
          .row(run.row())
          .firstSeat(run.firstSeat())
          .seats(run.seats())
          .rank(run.rank());
    }
    var spans = encoder.tierSpansCount(opening.tierSpans().size());
    opening.tierSpans().forEach(span -> spans.next().seats(span.seats()).tier(span.tier()));
    var attributes = encoder.attributeSpansCount(opening.attributeSpans().size());
    for (Opening.AttributeSpan span : opening.attributeSpans()) {
      attributes.next().firstSeat(span.firstSeat()).seats(span.seats());
      attributes(attributes.attributes(), span.attributes());
    }
    var tiers = encoder.tiersCount(opening.tiers().size());
    opening.tiers().forEach(tier -> tiers.next().price(tier.price()).name(tier.name()));
    return encoder.limit();
  }

  private int amend(Request request, Amendment amendment) {
    var encoder = new AmendPerformanceEncoder().wrapAndApplyHeader(buffer, 0, message);
    header(encoder.header(), request);
    Opening.Window window =
        Objects.requireNonNullElse(amendment.window(), new Opening.Window(0, 0));
    Opening.Limits limits =
        Objects.requireNonNullElse(amendment.limits(), new Opening.Limits(0, 0));
    encoder.performance(amendment.performance());
    encoder
        .parts()
        .clear()
        .window(amendment.window() != null)
        .limits(amendment.limits() != null)
        .holdDuration(amendment.holdDuration() != null)
        .tiers(amendment.tiers() != null)
        .tierSpans(amendment.tierSpans() != null)
        .attributeSpans(amendment.attributeSpans() != null);
    encoder
        .onSaleFrom(window.from())
        .onSaleUntil(window.until())
        .limitPerBuyer(limits.perBuyer())
        .limitPerIdentity(limits.perIdentity())
        .holdDuration(Objects.requireNonNullElse(amendment.holdDuration(), 0L));
    List<Opening.TierSpan> tierSpans = Objects.requireNonNullElse(amendment.tierSpans(), List.of());
    var spans = encoder.tierSpansCount(tierSpans.size());
    tierSpans.forEach(span -> spans.next().seats(span.seats()).tier(span.tier()));
    List<Opening.AttributeSpan> attributeSpans =
        Objects.requireNonNullElse(amendment.attributeSpans(), List.of());
    var attributes = encoder.attributeSpansCount(attributeSpans.size());
    for (Opening.AttributeSpan span : attributeSpans) {
      attributes.next().firstSeat(span.firstSeat()).seats(span.seats());
      attributes(attributes.attributes(), span.attributes());
    }
    List<Opening.Tier> prices = Objects.requireNonNullElse(amendment.tiers(), List.of());
    var tiers = encoder.tiersCount(prices.size());
    prices.forEach(tier -> tiers.next().price(tier.price()).name(tier.name()));
    return encoder.limit();
  }

  private int hold(Request request, Command.Hold it) {
    return switch (it.wanted()) {
      case Wanted.Named named -> {
        var encoder = new HoldSeatsEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        encoder.performance(it.performance()).options().clear().afterPayment(it.afterPayment());
        var seats = encoder.seatsCount(named.seats().size());
        named.seats().forEach(seat -> seats.next().seat(seat));
        yield encoder.limit();
      }
      case Wanted.Best best -> {
        var encoder = new HoldBestEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        encoder.performance(it.performance()).options().clear().afterPayment(it.afterPayment());
        encoder.tier(best.tier()).section(best.section()).count(best.count());
        attributes(encoder.attributes(), best.attributes());
        yield encoder.limit();
      }
    };
  }

  private int exchange(Request request, Command.Exchange it, long hold) {
    return switch (it.wanted()) {
      case Wanted.Named named -> {
        var encoder = new ExchangeSeatsEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        encoder.performance(it.performance()).hold(hold);
        encoder.options().clear().afterPayment(it.afterPayment());
        var giveUp = encoder.giveUpCount(it.giveUp().size());
        it.giveUp().forEach(seat -> giveUp.next().seat(seat));
        var seats = encoder.seatsCount(named.seats().size());
        named.seats().forEach(seat -> seats.next().seat(seat));
        yield encoder.limit();
      }
      case Wanted.Best best -> {
        var encoder = new ExchangeBestEncoder().wrapAndApplyHeader(buffer, 0, message);
        header(encoder.header(), request);
        encoder.performance(it.performance()).hold(hold);
        encoder.options().clear().afterPayment(it.afterPayment());
        encoder.tier(best.tier()).section(best.section()).count(best.count());
        attributes(encoder.attributes(), best.attributes());
        var giveUp = encoder.giveUpCount(it.giveUp().size());
        it.giveUp().forEach(seat -> giveUp.next().seat(seat));
        yield encoder.limit();
      }
    };
  }

  /** Bits that the schema does not know are sent as well. */
  private static void attributes(SeatAttributesEncoder encoder, int attributes) {
    encoder.buffer().putByte(encoder.offset(), (byte) attributes);
  }

  // Answers.

  /**
   * Reads one result, or those of a batch.
   *
   * @param ordinal gives a hold's place in the order of all holds for the engine's number of it
   */
  static List<Reply> replies(DirectBuffer in, int offset, LongUnaryOperator ordinal) {
    List<Reply> replies = new ArrayList<>();
    read(in, offset, ordinal, replies);
    return replies;
  }

  private static void read(
      DirectBuffer in, int offset, LongUnaryOperator ordinal, List<Reply> into) {
    MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(in, offset);
    switch (header.templateId()) {
      case HeldDecoder.TEMPLATE_ID ->
          into.add(held(new HeldDecoder().wrapAndApplyHeader(in, offset, header), ordinal));
      case DoneDecoder.TEMPLATE_ID -> {
        DoneDecoder done = new DoneDecoder().wrapAndApplyHeader(in, offset, header);
        into.add(
            new Reply(
                done.correlation(),
                new Outcome.Done(
                    done.performance(),
                    ordinal.applyAsLong(done.hold()),
                    done.version(),
                    done.deadline())));
      }
      case RefusedDecoder.TEMPLATE_ID ->
          into.add(refused(new RefusedDecoder().wrapAndApplyHeader(in, offset, header)));
      case ResultBatchDecoder.TEMPLATE_ID -> {
        UnsafeBuffer one = new UnsafeBuffer();
        for (var result :
            new ResultBatchDecoder().wrapAndApplyHeader(in, offset, header).results()) {
          result.wrapResult(one);
          read(one, 0, ordinal, into);
        }
      }
      default ->
          throw new Failure(
              Failure.Kind.ANSWER, "an answer of the unknown kind " + header.templateId());
    }
  }

  private static Reply held(HeldDecoder held, LongUnaryOperator ordinal) {
    List<Integer> seats = new ArrayList<>();
    List<Long> prices = new ArrayList<>();
    for (HeldDecoder.SeatsDecoder seat : held.seats()) {
      seats.add(seat.seat());
      prices.add(seat.price());
    }
    long total = prices.stream().mapToLong(Long::longValue).sum();
    if (held.total() != total) {
      throw new Failure(
          Failure.Kind.ANSWER,
          "seats of %s cost %d together, the answer says %d"
              .formatted(prices, total, held.total()));
    }
    return new Reply(
        held.correlation(),
        new Outcome.Held(
            held.performance(),
            ordinal.applyAsLong(held.hold()),
            seats,
            prices,
            held.deadline(),
            held.version()));
  }

  private static Reply refused(RefusedDecoder refused) {
    List<Integer> seats = new ArrayList<>();
    int code = refused.reasonRaw();
    long performance = refused.performance();
    long fact = refused.fact();
    long version = refused.version();
    for (RefusedDecoder.SeatsDecoder seat : refused.seats()) {
      seats.add(seat.seat());
    }
    for (RefusalReason reason : REASONS) {
      if (reason.code() == code) {
        return new Reply(
            refused.correlation(), new Outcome.Refused(reason, performance, fact, seats, version));
      }
    }
    throw new Failure(Failure.Kind.ANSWER, "a refusal for the unknown reason " + code);
  }
}
