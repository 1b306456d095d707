package io.onsale.kit.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes lines in one piece with those of the next tenth of a second: a write for each of tens of
 * thousands of calls would cost more than what they log. A warning, and all that is logged while
 * the process ends, is written at once, and so what was before it.
 */
final class BufferedFile extends RollingFileAppender<ILoggingEvent> {
  private static final FileSize BUFFER = FileSize.valueOf("256KB");
  private static final long PAUSE_NANOS = 100_000_000;

  private volatile boolean isDirty;

  @Override
  public void start() {
    // Not before: the appender tells of its buffer, and must know by then to whom.
    setImmediateFlush(false);
    setBufferSize(BUFFER);
    super.start();
  }

  /** Begins to write now and then; once, when it has started. */
  void flushNowAndThen() {
    Thread.ofPlatform()
        .daemon()
        .name("log-writer")
        .start(() -> {
          while (isStarted()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            if (isDirty) {
              flush();
            }
          }
        });
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  setImmediateFlush(true);
                  flush();
                },
                "log-end"));
  }

  @Override
  protected void subAppend(ILoggingEvent event) {
    super.subAppend(event);
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      flush();
    } else {
      isDirty = true;
    }
  }

  private void flush() {
    streamWriteLock.lock();
    try {
      isDirty = false;
      OutputStream file = getOutputStream();
      if (file != null) {
        file.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the log cannot be written", e);
    } finally {
      streamWriteLock.unlock();
    }
  }
}
