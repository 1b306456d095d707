package io.onsale.inventory.flow;

import static io.onsale.inventory.flow.GoldenHalls.ANOTHER;
import static io.onsale.inventory.flow.GoldenHalls.BIG;
import static io.onsale.inventory.flow.GoldenHalls.STADIUM;

import io.onsale.contracts.sbe.CommandHeaderDecoder;
import io.onsale.contracts.sbe.CommandHeaderEncoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.inventory.model.Amendment;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The uploads of a golden log: long commands in pieces. */
final class GoldenUploads {
  private final GoldenPen pen;
  private final Wire wire;

  GoldenUploads(GoldenPen pen) {
    this.pen = pen;
    wire = pen.wire();
  }

  /** Long commands in pieces: in order, out of order, false, forgotten, too many. */
  void all() throws Exception {
    pen.organizer(STADIUM);
    DirectBuffer block = wire.block(IntStream.range(2_000, 2_040).toArray());
    upload(71, block);
    pen.take(wire.uploadCommit(71, header -> as(header, block)));
    pen.take(wire.uploadCommit(71, header -> as(header, block).fingerprint(1)));
    pen.take(wire.uploadCommit(71, wire::header));
    for (DirectBuffer none :
        List.of(wire.batch(List.of(wire.block(1))), new UnsafeBuffer(new byte[200]))) {
      begin(72, none, sha256(none));
      pen.take(chunk(72, none, 0, none.capacity()));
      pen.take(wire.uploadCommit(72, wire::header));
    }
    upload(74, GoldenDamage.withoutId(wire.unblock(2_000, 2_001, 2_002)));
    pen.buyer(6).at(STADIUM);
    upload(75, wire.holdSeats(2_002, 2_001));
    upload(76, wire.holdBest(0, 3));
    upload(79, wire.holdSeats(2_000));
    pen.organizer(BIG);
    upload(77, wire.amend(new Amendment(BIG, null, null, 50_000L, null, null, null)));
    upload(78, wire.open(GoldenHalls.big(BIG)));
    upload(78, wire.open(GoldenHalls.studio(BIG)));
    // Committed by another, under another id, by the same with another digest.
    DirectBuffer mine = wire.block(1, 2);
    begin(79, mine, sha256(mine));
    pen.take(chunk(79, mine, 0, mine.capacity()));
    pen.take(wire.uploadCommit(79, wire::header));
    begin(79, mine, new byte[32]);
    pen.take(wire.uploadCommit(79, header -> as(header, mine)));
    pen.take(chunk(79, mine, 0, mine.capacity()));
    pen.by(ANOTHER, 80, 0);
    pen.take(chunk(79, mine, 0, 10));
    pen.take(wire.uploadCommit(79, wire::header));
    pen.organizer(BIG);
    pen.take(wire.uploadCommit(79, wire::header));
    pen.take(wire.uploadCommit(79, wire::header));
    // By the same, for another or with another id.
    for (int other = 0; other < 4; other++) {
      int field = other;
      begin(79, mine, sha256(mine));
      pen.take(chunk(79, mine, 0, mine.capacity()));
      pen.take(
          wire.uploadCommit(
              79,
              header -> {
                as(header, mine);
                switch (field) {
                  case 0 -> header.buyer(5);
                  case 1 -> header.idempotencyHigh(5);
                  case 2 -> header.idempotencyLow(5);
                  default -> header.fingerprint(5);
                }
              }));
    }
    // Again from the beginning, with other facts, and with the same.
    begin(80, mine, sha256(mine));
    pen.take(chunk(80, mine, 0, 30));
    begin(80, block, sha256(block));
    pen.take(chunk(80, block, 30, 10));
    pen.take(chunk(80, block, 0, 40));
    begin(80, block, sha256(block));
    pen.take(chunk(80, block, 20, block.capacity() - 20));
    pen.take(wire.uploadChunk(80, -1, new byte[3]));
    pen.take(wire.uploadChunk(80, 0, new byte[0]));
    pen.take(wire.uploadChunk(80, block.capacity() - 2, new byte[3]));
    pen.take(wire.uploadCommit(80, wire::header));
    for (int length : new int[] {0, -1, (8 << 20) + 1, 8 << 20}) {
      pen.take(wire.uploadBegin(81, length, new byte[32]));
    }
    for (int upload = 82; upload < 91; upload++) {
      pen.take(wire.uploadBegin(upload, 1_000, new byte[32]));
      pen.take(wire.uploadChunk(upload, 0, new byte[] {1, 2, 3}));
    }
    pen.pass(599_000);
    pen.take(wire.uploadBegin(91, 1_000, new byte[32]));
    pen.pass(1_000);
    pen.take(wire.uploadBegin(91, 1_000, new byte[32]));
    pen.take(wire.uploadChunk(81, 0, new byte[] {1, 2, 3}));
    pen.take(wire.uploadChunk(82, 3, new byte[] {1, 2, 3}));
  }

  /** In pieces that overlap; the second one comes too early at first. */
  void upload(long upload, DirectBuffer command) throws Exception {
    int half = command.capacity() / 2;
    begin(upload, command, sha256(command));
    pen.take(chunk(upload, command, 0, half));
    pen.take(chunk(upload, command, half + 1, command.capacity() - half - 1));
    pen.take(wire.uploadCommit(upload, header -> as(header, command)));
    pen.take(chunk(upload, command, half - 7, command.capacity() - half + 7));
    pen.take(wire.uploadCommit(upload, header -> as(header, command)));
  }

  private void begin(long upload, DirectBuffer command, byte[] digest) {
    pen.take(wire.uploadBegin(upload, command.capacity(), digest));
  }

  private DirectBuffer chunk(long upload, DirectBuffer command, int from, int length) {
    byte[] whole = GoldenLog.bytes(command, command.capacity());
    return wire.uploadChunk(upload, from, Arrays.copyOfRange(whole, from, from + length));
  }

  /** The header that the command has itself. */
  private static CommandHeaderEncoder as(CommandHeaderEncoder header, DirectBuffer command) {
    header
        .buffer()
        .putBytes(
            header.offset(),
            command,
            MessageHeaderDecoder.ENCODED_LENGTH,
            CommandHeaderDecoder.ENCODED_LENGTH);
    return header;
  }

  private static byte[] sha256(DirectBuffer command) throws Exception {
    return MessageDigest.getInstance("SHA-256")
        .digest(GoldenLog.bytes(command, command.capacity()));
  }
}
