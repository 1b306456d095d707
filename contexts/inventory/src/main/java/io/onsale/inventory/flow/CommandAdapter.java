package io.onsale.inventory.flow;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.onsale.contracts.sbe.ActivateBehaviourDecoder;
import io.onsale.contracts.sbe.AmendPerformanceDecoder;
import io.onsale.contracts.sbe.BatchDecoder;
import io.onsale.contracts.sbe.BlockDecoder;
import io.onsale.contracts.sbe.ClosePerformanceDecoder;
import io.onsale.contracts.sbe.CommandHeaderDecoder;
import io.onsale.contracts.sbe.ConfirmDecoder;
import io.onsale.contracts.sbe.ExchangeBestDecoder;
import io.onsale.contracts.sbe.ExchangeSeatsDecoder;
import io.onsale.contracts.sbe.ExtendDecoder;
import io.onsale.contracts.sbe.HoldBestDecoder;
import io.onsale.contracts.sbe.HoldSeatsDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.OpenPerformanceDecoder;
import io.onsale.contracts.sbe.ReleaseDecoder;
import io.onsale.contracts.sbe.ReturnSeatsDecoder;
import io.onsale.contracts.sbe.UnblockDecoder;
import io.onsale.contracts.sbe.UploadBeginDecoder;
import io.onsale.contracts.sbe.UploadChunkDecoder;
import io.onsale.contracts.sbe.UploadCommitDecoder;
import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Header;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Result;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.Seats;
import io.onsale.inventory.model.Selection;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes commands of the seat log, applies them to the engine and encodes the results. Whatever
 * the bytes, it throws nothing: what cannot be read is refused as malformed and changes nothing.
 * The same class runs on the cluster's nodes and on every replica that follows the log.
 *
 * <p>{@link MessageShape} proves every length before a decoder reads, because in production the
 * buffers do not check bounds.
 */
public final class CommandAdapter {
  /**
   * Most bytes of the result of one message, a batch included: the buffer for results has at least
   * this room.
   */
  public static final int MAX_RESULT_LENGTH = 64 * 1024;

  /** Most commands in one batch. */
  public static final int MAX_BATCH = 64;

  /** Most holds that one {@link #onTimer} frees. */
  public static final int EXPIRIES_PER_TICK = 1000;

  /** Of correlation, in a message of any template that starts with a CommandHeader. */
  private static final int CORRELATION =
      MessageHeaderDecoder.ENCODED_LENGTH + CommandHeaderDecoder.correlationEncodingOffset();

  private static final int ID =
      MessageHeaderDecoder.ENCODED_LENGTH + CommandHeaderDecoder.idempotencyHighEncodingOffset();

  private static final int HEADERS =
      MessageHeaderDecoder.ENCODED_LENGTH + CommandHeaderDecoder.ENCODED_LENGTH;

  private final SeatEngine engine;
  private final MessageShape shape = new MessageShape();
  private final PerformanceDecoder performances = new PerformanceDecoder();
  private final ResultEncoder results = new ResultEncoder();

  // One of each, used again and again.
  private final Header header = new Header();
  private final Selection wanted = new Selection();
  private final Seats seats = new Seats(Seats.MOST_IN_BLOCK);
  private final Seats giveUp = new Seats(Seats.MOST_IN_HOLD);
  private final MessageHeaderDecoder message = new MessageHeaderDecoder();
  private final ClosePerformanceDecoder close = new ClosePerformanceDecoder();
  private final BlockDecoder block = new BlockDecoder();
  private final UnblockDecoder unblock = new UnblockDecoder();
  private final HoldSeatsDecoder holdSeats = new HoldSeatsDecoder();
  private final HoldBestDecoder holdBest = new HoldBestDecoder();
  private final ReleaseDecoder release = new ReleaseDecoder();
  private final ConfirmDecoder confirm = new ConfirmDecoder();
  private final ExtendDecoder extend = new ExtendDecoder();
  private final ReturnSeatsDecoder returnSeats = new ReturnSeatsDecoder();
  private final ExchangeSeatsDecoder exchangeSeats = new ExchangeSeatsDecoder();
  private final ExchangeBestDecoder exchangeBest = new ExchangeBestDecoder();
  private final ActivateBehaviourDecoder activate = new ActivateBehaviourDecoder();
  private final UploadBeginDecoder uploadBegin = new UploadBeginDecoder();
  private final UploadChunkDecoder uploadChunk = new UploadChunkDecoder();
  private final UploadCommitDecoder uploadCommit = new UploadCommitDecoder();
  private long actor;

  /** An adapter in front of {@code engine}. */
  public CommandAdapter(SeatEngine engine) {
    this.engine = engine;
  }

  /**
   * Applies one message.
   *
   * @param time cluster time of the message in milliseconds
   * @param in what holds the message, its header first
   * @param out takes the result: one message, a ResultBatch for a Batch
   * @return length of the result
   */
  public int onMessage(
      long time, DirectBuffer in, int offset, int length, MutableDirectBuffer out, int outOffset) {
    if (shape.isMessage(in, offset, length)
        && message.wrap(in, offset).templateId() == BatchDecoder.TEMPLATE_ID) {
      return onBatch(time, in, offset, length, out, outOffset);
    }
    return onCommand(time, in, offset, length, out, outOffset, Part.WHOLE);
  }

  /** Where a command came from; not everything may come in everything. */
  private enum Part {
    WHOLE,
    OF_BATCH,
    OF_UPLOAD
  }

  private int onBatch(
      long time, DirectBuffer in, int offset, int length, MutableDirectBuffer out, int outOffset) {
    int count = shape.batch(in, offset, length, MAX_BATCH);
    if (count < 1) {
      return results.encode(engine.malformed(time), 0, out, outOffset);
    }
    expect(in, shape.firstOfBatch(offset), count);
    int end = results.beginBatch(count, out, outOffset);
    int at = shape.firstOfBatch(offset);
    for (int i = 0; i < count; i++) {
      int commandLength = in.getInt(at, LITTLE_ENDIAN);
      int command = at + Integer.BYTES;
      int resultLength =
          onCommand(time, in, command, commandLength, out, end + Integer.BYTES, Part.OF_BATCH);
      out.putInt(end, resultLength, LITTLE_ENDIAN);
      end += Integer.BYTES + resultLength;
      at = command + commandLength;
    }
    return end - outOffset;
  }

  /** Looking an id up costs a walk to memory; those of one message are made side by side. */
  private void expect(DirectBuffer in, int first, int count) {
    int at = first;
    for (int i = 0; i < count; i++) {
      int length = in.getInt(at, LITTLE_ENDIAN);
      int id = at + Integer.BYTES + ID;
      at += Integer.BYTES + length;
      if (length >= HEADERS) {
        engine.expect(in.getLong(id, LITTLE_ENDIAN), in.getLong(id + Long.BYTES, LITTLE_ENDIAN));
      }
    }
  }

  private int onCommand(
      long time,
      DirectBuffer in,
      int offset,
      int length,
      MutableDirectBuffer out,
      int outOffset,
      Part part) {
    Result result = apply(time, in, offset, length, part);
    long correlation = 0;
    if (shape.isMessage(in, offset, length) && length >= HEADERS) {
      correlation = in.getLong(offset + CORRELATION, LITTLE_ENDIAN);
    }
    return results.encode(
        result == null ? engine.malformed(time) : result, correlation, out, outOffset);
  }

  /** Applies a command; {@code null} when it is none that can be read. */
  private @Nullable Result apply(long time, DirectBuffer in, int offset, int length, Part part) {
    if (!shape.isCommand(in, offset, length)) {
      return null;
    }
    int at = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    int blockLength = message.wrap(in, offset).blockLength();
    int version = message.version();
    return switch (message.templateId()) {
      case HoldBestDecoder.TEMPLATE_ID ->
          holdBest(time, holdBest.wrap(in, at, blockLength, version));
      case HoldSeatsDecoder.TEMPLATE_ID ->
          holdSeats(time, holdSeats.wrap(in, at, blockLength, version));
      case ReleaseDecoder.TEMPLATE_ID -> {
        release.wrap(in, at, blockLength, version);
        read(time, release.header());
        yield engine.release(header, release.performance(), release.hold());
      }
      case ConfirmDecoder.TEMPLATE_ID -> {
        confirm.wrap(in, at, blockLength, version);
        read(time, confirm.header());
        yield engine.confirm(header, confirm.performance(), confirm.hold());
      }
      case ExtendDecoder.TEMPLATE_ID -> extend(time, extend.wrap(in, at, blockLength, version));
      case ReturnSeatsDecoder.TEMPLATE_ID ->
          giveBack(time, returnSeats.wrap(in, at, blockLength, version));
      case ExchangeSeatsDecoder.TEMPLATE_ID ->
          exchange(time, exchangeSeats.wrap(in, at, blockLength, version));
      case ExchangeBestDecoder.TEMPLATE_ID ->
          exchange(time, exchangeBest.wrap(in, at, blockLength, version));
      case BlockDecoder.TEMPLATE_ID -> block(time, block.wrap(in, at, blockLength, version));
      case UnblockDecoder.TEMPLATE_ID -> unblock(time, unblock.wrap(in, at, blockLength, version));
      case OpenPerformanceDecoder.TEMPLATE_ID -> {
        Opening opening = performances.opening(in, at, blockLength, version);
        read(time, performances.openingHeader());
        yield engine.open(header, opening);
      }
      case AmendPerformanceDecoder.TEMPLATE_ID -> {
        Amendment amendment = performances.amendment(in, at, blockLength, version);
        read(time, performances.amendmentHeader());
        yield engine.amend(header, amendment);
      }
      case ClosePerformanceDecoder.TEMPLATE_ID -> {
        close.wrap(in, at, blockLength, version);
        read(time, close.header());
        yield engine.close(header, close.performance());
      }
      case ActivateBehaviourDecoder.TEMPLATE_ID -> {
        activate.wrap(in, at, blockLength, version);
        read(time, activate.header());
        yield engine.activate(header, activate.behaviour());
      }
      default -> part == Part.WHOLE ? upload(time, in, at, blockLength, version) : null;
    };
  }

  private void read(long time, CommandHeaderDecoder from) {
    actor = from.actor();
    header.time = time;
    header.organizer = from.organizer();
    header.buyer = from.buyer();
    header.identity = from.identity();
    header.idempotencyHigh = from.idempotencyHigh();
    header.idempotencyLow = from.idempotencyLow();
    header.fingerprint = from.fingerprint();
  }

  private Result holdSeats(long time, HoldSeatsDecoder command) {
    read(time, command.header());
    wanted.named();
    for (HoldSeatsDecoder.SeatsDecoder seat : command.seats()) {
      wanted.seats.add(seat.seat());
    }
    return engine.hold(header, command.performance(), wanted, command.options().afterPayment());
  }

  private Result holdBest(long time, HoldBestDecoder command) {
    read(time, command.header());
    wanted.best(
        command.tier(), command.section(), command.count(), command.attributes().getRaw() & 0xff);
    return engine.hold(header, command.performance(), wanted, command.options().afterPayment());
  }

  private Result extend(long time, ExtendDecoder command) {
    read(time, command.header());
    return engine.extend(
        header,
        command.performance(),
        command.hold(),
        command.duration(),
        command.options().once());
  }

  private Result giveBack(long time, ReturnSeatsDecoder command) {
    read(time, command.header());
    seats.clear();
    for (ReturnSeatsDecoder.SeatsDecoder seat : command.seats()) {
      seats.add(seat.seat());
    }
    return engine.giveBack(header, command.performance(), command.hold(), seats);
  }

  private Result exchange(long time, ExchangeSeatsDecoder command) {
    read(time, command.header());
    giveUp.clear();
    for (ExchangeSeatsDecoder.GiveUpDecoder seat : command.giveUp()) {
      giveUp.add(seat.seat());
    }
    wanted.named();
    for (ExchangeSeatsDecoder.SeatsDecoder seat : command.seats()) {
      wanted.seats.add(seat.seat());
    }
    return engine.exchange(
        header,
        command.performance(),
        command.hold(),
        giveUp,
        wanted,
        command.options().afterPayment());
  }

  private Result exchange(long time, ExchangeBestDecoder command) {
    read(time, command.header());
    wanted.best(
        command.tier(), command.section(), command.count(), command.attributes().getRaw() & 0xff);
    giveUp.clear();
    for (ExchangeBestDecoder.GiveUpDecoder seat : command.giveUp()) {
      giveUp.add(seat.seat());
    }
    return engine.exchange(
        header,
        command.performance(),
        command.hold(),
        giveUp,
        wanted,
        command.options().afterPayment());
  }

  private Result block(long time, BlockDecoder command) {
    read(time, command.header());
    seats.clear();
    for (BlockDecoder.SeatsDecoder seat : command.seats()) {
      seats.add(seat.seat());
    }
    return engine.block(header, command.performance(), seats);
  }

  private Result unblock(long time, UnblockDecoder command) {
    read(time, command.header());
    seats.clear();
    for (UnblockDecoder.SeatsDecoder seat : command.seats()) {
      seats.add(seat.seat());
    }
    return engine.unblock(header, command.performance(), seats);
  }

  // Long commands.

  private @Nullable Result upload(
      long time, DirectBuffer in, int at, int blockLength, int version) {
    return switch (message.templateId()) {
      case UploadBeginDecoder.TEMPLATE_ID -> {
        uploadBegin.wrap(in, at, blockLength, version);
        read(time, uploadBegin.header());
        byte[] digest = new byte[UploadBeginDecoder.digestLength()];
        for (int i = 0; i < digest.length; i++) {
          digest[i] = (byte) uploadBegin.digest(i);
        }
        yield engine.beginUpload(header, uploadBegin.upload(), uploadBegin.length(), digest);
      }
      case UploadChunkDecoder.TEMPLATE_ID -> {
        uploadChunk.wrap(in, at, blockLength, version);
        read(time, uploadChunk.header());
        byte[] content = new byte[uploadChunk.contentLength()];
        uploadChunk.getContent(content, 0, content.length);
        yield engine.continueUpload(
            header, uploadChunk.upload(), uploadChunk.from(), content, content.length);
      }
      case UploadCommitDecoder.TEMPLATE_ID ->
          commit(time, uploadCommit.wrap(in, at, blockLength, version));
      default -> null;
    };
  }

  private @Nullable Result commit(long time, UploadCommitDecoder command) {
    read(time, command.header());
    byte[] content = engine.completeUpload(header, command.upload());
    if (content == null) {
      return engine.refuseUpload(header, command.upload());
    }
    UnsafeBuffer whole = new UnsafeBuffer(content);
    return shape.isCommand(whole, 0, content.length) && isHeader(command.header(), whole)
        ? apply(time, whole, 0, content.length, Part.OF_UPLOAD)
        : null;
  }

  /** The commit speaks for the same as the command: else one could act under another's name. */
  private static boolean isHeader(CommandHeaderDecoder commit, DirectBuffer command) {
    CommandHeaderDecoder own =
        new CommandHeaderDecoder().wrap(command, MessageHeaderDecoder.ENCODED_LENGTH);
    return own.organizer() == commit.organizer()
        && own.buyer() == commit.buyer()
        && own.idempotencyHigh() == commit.idempotencyHigh()
        && own.idempotencyLow() == commit.idempotencyLow()
        && own.fingerprint() == commit.fingerprint();
  }

  /**
   * Frees a bounded number of holds whose deadline has passed.
   *
   * @param time cluster time in milliseconds
   * @return how many; when it is {@link #EXPIRIES_PER_TICK} there may be more, and {@link
   *     SeatEngine#nextDeadline} tells
   */
  public int onTimer(long time) {
    return engine.expire(time, EXPIRIES_PER_TICK);
  }

  /** The account that did the command at hand or the last one, for the audit; decides nothing. */
  long actor() {
    return actor;
  }

  /** Whether the command at hand or the last one is an exchange. */
  boolean isExchange() {
    return message.templateId() == ExchangeSeatsDecoder.TEMPLATE_ID
        || message.templateId() == ExchangeBestDecoder.TEMPLATE_ID;
  }

  /** The engine behind this adapter. */
  public SeatEngine engine() {
    return engine;
  }
}
