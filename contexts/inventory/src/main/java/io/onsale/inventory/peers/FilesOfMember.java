package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import io.onsale.inventory.flow.SealedSource;
import io.onsale.inventory.flow.StateImages;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Files of another member, as its {@link HistoryExchange} gives them: sealed parts of the log, and
 * the images of its snapshots. For one thread.
 *
 * <p>A question names a file and a place in it, and where to answer; the answer is the bytes from
 * there on. Nothing is remembered between two questions, so whoever does not get an answer asks
 * again.
 */
final class FilesOfMember implements SealedSource, StateImages.Source, AutoCloseable {
  static final int QUESTION_STREAM = 7_120;
  static final int ANSWER_STREAM = 7_121;
  static final int HEADER = 2 * Long.BYTES;
  static final long MORE = 1;
  static final long LAST = 0;
  static final long GONE = -1;

  private static final String IMAGE = "image-";
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int TRIES = 5;

  private final Aeron aeron;
  private final String member;
  private final IntSupplier meanwhile;
  private final BooleanSupplier running;
  private final Subscription heard;
  private final ExclusivePublication questions;
  private final IdleStrategy idle = idle();
  private final FragmentAssembler assembler = new FragmentAssembler(this::onAnswer);
  private final UnsafeBuffer question = new UnsafeBuffer(new byte[512]);
  private long correlation;
  private byte @Nullable [] piece;
  private long rest;
  private int whole;

  /**
   * @param member the member's name, for people
   * @param channel where its exchange hears questions
   * @param back where the answers go, with a port of 0
   * @param meanwhile what is to be done while an answer is waited for; tells how much there was
   * @param running whether to go on waiting
   */
  FilesOfMember(
      Aeron aeron,
      String member,
      String channel,
      String back,
      IntSupplier meanwhile,
      BooleanSupplier running) {
    this.aeron = aeron;
    this.member = member;
    this.meanwhile = meanwhile;
    this.running = running;
    this.heard = aeron.addSubscription(back, ANSWER_STREAM);
    try {
      this.questions = aeron.addExclusivePublication(channel, QUESTION_STREAM);
    } catch (RuntimeException e) {
      heard.close();
      throw e;
    }
  }

  /** How those wait who give files to each other. */
  static IdleStrategy idle() {
    return new BackoffIdleStrategy(0, 10, 100_000, 20_000_000);
  }

  /** What an image is called here. */
  static String image(long id) {
    return IMAGE + "%016x".formatted(id);
  }

  static boolean isImage(String name) {
    return name.startsWith(IMAGE);
  }

  static long imageId(String name) {
    return Long.parseUnsignedLong(name.substring(IMAGE.length()), 16);
  }

  @Override
  public InputStream open(String name) throws IOException {
    Pieces pieces = new Pieces(name);
    // Whether it is there at all is told now.
    pieces.fill();
    return pieces;
  }

  @Override
  public InputStream open(long image) throws IOException {
    return open(image(image));
  }

  /** How many files have come to their end. */
  int whole() {
    return whole;
  }

  @Override
  public String place() {
    return "the sealed files of " + member;
  }

  private void onAnswer(DirectBuffer buffer, int offset, int length, Header header) {
    if (buffer.getLong(offset) == correlation) {
      rest = buffer.getLong(offset + Long.BYTES);
      piece = new byte[length - HEADER];
      buffer.getBytes(offset + HEADER, piece);
    }
  }

  private byte[] ask(String name, long from) throws IOException {
    for (int i = 0; i < TRIES && running.getAsBoolean(); i++) {
      byte[] found = askOnce(name, from);
      if (found != null) {
        return found;
      }
    }
    throw new IOException(name + " does not come from " + member);
  }

  private byte @Nullable [] askOnce(String name, long from) throws FileNotFoundException {
    long deadline = System.nanoTime() + PATIENCE_NS;
    String back = heard.tryResolveChannelEndpointPort();
    boolean asked = false;
    piece = null;
    idle.reset();
    while (piece == null && running.getAsBoolean() && System.nanoTime() - deadline < 0) {
      if (back == null) {
        back = heard.tryResolveChannelEndpointPort();
      } else if (!asked) {
        asked = offer(name, from, back);
      }
      idle.idle(meanwhile.getAsInt() + heard.poll(assembler, 10));
    }
    if (piece != null && rest == GONE) {
      throw new FileNotFoundException(name + " is not at " + member);
    }
    return piece;
  }

  private boolean offer(String name, long from, String back) {
    correlation = aeron.nextCorrelationId();
    question.putLong(0, correlation);
    question.putLong(Long.BYTES, from);
    int size = HEADER + question.putStringAscii(HEADER, name);
    return questions.offer(question, 0, size + question.putStringAscii(size, back)) > 0;
  }

  @Override
  public void close() {
    CloseHelper.quietCloseAll(questions, heard);
  }

  /** A file, as it comes. */
  private final class Pieces extends InputStream {
    private final String name;
    private byte[] bytes = {};
    private int at;
    private long read;
    private boolean last;

    Pieces(String name) {
      this.name = name;
    }

    private boolean fill() throws IOException {
      if (at == bytes.length && !last) {
        bytes = ask(name, read);
        at = 0;
        read += bytes.length;
        last = rest == LAST;
        whole += last ? 1 : 0;
      }
      return at < bytes.length;
    }

    @Override
    public int read() throws IOException {
      return fill() ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, into, offset, count);
      at += count;
      return count;
    }
  }
}
