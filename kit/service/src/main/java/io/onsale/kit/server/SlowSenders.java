package io.onsale.kit.server;

import com.linecorp.armeria.common.HttpStatus;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.onsale.kit.chain.Problems;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how long a client of HTTP/1 may take to send a request. The server's own timeout begins
 * when a request is whole, so that one that arrives byte by byte, in its head or its body, would
 * hold its connection for ever: such a client is told 408, and cut off.
 *
 * <p>It watches bytes alone: something was read, and nothing has been written since. HTTP/2 has
 * other things to say than requests and answers; there it steps aside.
 */
final class SlowSenders extends ChannelDuplexHandler {
  private static final int STATUS_AT = 9;

  private final long limitNanos;
  private long readSince;
  private boolean waits;
  private boolean isWatched;

  private SlowSenders(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  /** Watches a connection. */
  static void watch(ChannelPipeline pipeline, Duration limit) {
    pipeline.addFirst(new SlowSenders(limit));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!waits) {
      waits = true;
      readSince = System.nanoTime();
      if (message instanceof ByteBuf bytes && startsHttp2(bytes)) {
        ctx.pipeline().remove(this);
      } else if (!isWatched) {
        watchFor(ctx, limitNanos);
      }
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    waits = false;
    if (message instanceof ByteBuf bytes && switchesToHttp2(bytes)) {
      ctx.pipeline().remove(this);
    }
    var _ = ctx.write(message, promise);
  }

  private void watchFor(ChannelHandlerContext ctx, long nanos) {
    isWatched = true;
    var _ = ctx.executor().schedule(() -> check(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext ctx) {
    isWatched = false;
    if (!waits || ctx.isRemoved() || !ctx.channel().isActive()) {
      return;
    }
    long left = limitNanos - (System.nanoTime() - readSince);
    if (left > 0) {
      watchFor(ctx, left);
      return;
    }
    byte[] problem = Problems.document(HttpStatus.REQUEST_TIMEOUT);
    ByteBuf answer = ctx.alloc().buffer();
    answer.writeCharSequence(
        "HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\n"
            + "cache-control: no-store\r\nconnection: close\r\ncontent-length: "
            + problem.length
            + "\r\n\r\n",
        StandardCharsets.US_ASCII);
    answer.writeBytes(problem);
    var _ = ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  private static boolean startsHttp2(ByteBuf bytes) {
    return bytes.readableBytes() >= 4
        && bytes.getByte(bytes.readerIndex()) == 'P'
        && bytes.getByte(bytes.readerIndex() + 1) == 'R'
        && bytes.getByte(bytes.readerIndex() + 2) == 'I'
        && bytes.getByte(bytes.readerIndex() + 3) == ' ';
  }

  /** {@code HTTP/1.1 101}: what follows is not HTTP/1 any more. */
  private static boolean switchesToHttp2(ByteBuf bytes) {
    int at = bytes.readerIndex() + STATUS_AT;
    return bytes.readableBytes() >= STATUS_AT + 3
        && bytes.getByte(at) == '1'
        && bytes.getByte(at + 1) == '0'
        && bytes.getByte(at + 2) == '1'
        && bytes.getByte(bytes.readerIndex()) == 'H';
  }
}
