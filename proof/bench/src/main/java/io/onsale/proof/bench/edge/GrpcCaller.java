package io.onsale.proof.bench.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes the same unary gRPC call again and again on one connection of HTTP/2. */
final class GrpcCaller extends Http2EventAdapter {
  private static final int FRAME_BYTES = 5;

  private final Load.Pace pace;
  private final Http2Headers headers;
  private final byte[] message;
  private final Http2ConnectionHandler handler;
  private int stream = 1;

  /**
   * @param request path, token and message, the first two ended by a zero byte
   */
  private GrpcCaller(Load.Pace pace, byte[] request) {
    this.pace = pace;
    int first = indexOfZero(request, 0);
    int second = indexOfZero(request, first + 1);
    String token = text(request, first + 1, second);
    this.headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .authority("127.0.0.1")
            .path(text(request, 0, first))
            .add("content-type", "application/grpc+proto")
            .add("te", "trailers")
            .add("authorization", "Bearer " + token);
    this.message = Arrays.copyOfRange(request, second + 1, request.length);
    this.handler =
        new Http2ConnectionHandlerBuilder()
            .server(false)
            .frameListener(this)
            .initialSettings(Http2Settings.defaultSettings().pushEnabled(false))
            .build();
  }

  static void install(ChannelPipeline pipeline, Load.Pace pace, byte[] request) {
    pipeline.addLast(new GrpcCaller(pace, request).handler);
  }

  private static int indexOfZero(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != 0) {
      at++;
    }
    return at;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    if (stream == 1) {
      pace.begin(ctx, () -> call(ctx));
    }
  }

  private void call(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    ByteBuf body = ctx.alloc().buffer(FRAME_BYTES + message.length);
    body.writeByte(0).writeInt(message.length).writeBytes(message);
    var _ = handler.encoder().writeHeaders(ctx, stream, headers, 0, false, ctx.newPromise());
    var _ = handler.encoder().writeData(ctx, stream, body, 0, true, ctx.newPromise());
    handler.flush(ctx);
    stream += 2;
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream) {
    return data.readableBytes() + padding;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int id,
      Http2Headers read,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream) {
    onHeadersRead(ctx, id, read, padding, endOfStream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers read, int padding, boolean endOfStream) {
    if (endOfStream) {
      CharSequence status = read.get("grpc-status");
      Load.Outcome outcome = outcome(status);
      // The stream is closed when this returns; the next may begin then.
      ctx.executor().execute(() -> pace.answered(ctx, outcome, () -> call(ctx)));
    }
  }

  private static Load.Outcome outcome(@Nullable CharSequence status) {
    return switch (status == null ? "" : status.toString()) {
      case "0" -> Load.Outcome.GOOD;
      case "6", "8", "9", "10" -> Load.Outcome.REFUSED;
      default -> Load.Outcome.FAILED;
    };
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) {
    ctx.executor().execute(() -> pace.answered(ctx, Load.Outcome.FAILED, () -> call(ctx)));
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload) {
    // Of no use here.
  }
}
