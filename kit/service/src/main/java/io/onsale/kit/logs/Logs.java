package io.onsale.kit.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go. Called once, first thing in a process; before that, and in tests, {@code
 * logback.xml} says.
 *
 * <pre>{@code
 * Logs.toStandardOutput();
 * Logs.toFile(data.resolve("logs/onsale.log"));   // 3 files of 32 MiB at most, written a moment later
 * }</pre>
 */
public final class Logs {
  private static final int FILES = 2;
  private static final FileSize FILE_SIZE = FileSize.valueOf("32MB");

  private Logs() {}

  /** For who collects them from there. */
  public static void toStandardOutput() {
    LoggerContext context = fresh();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    begin(context, console);
  }

  /** For who looks at the terminal himself. */
  public static void toFile(Path file) {
    LoggerContext context = fresh();
    BufferedFile appender = new BufferedFile();
    appender.setFile(file.toString());
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(FILES);
    rolling.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(FILE_SIZE);
    trigger.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    begin(context, appender);
    appender.flushNowAndThen();
  }

  private static LoggerContext fresh() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    return context;
  }

  private static void begin(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender) {
    JsonLines encoder = new JsonLines();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    // What these tell at INFO, or at WARN, is of no use to who runs the process.
    for (String talkative :
        List.of("com.linecorp.armeria", "com.zaxxer.hikari", "org.flywaydb", "org.jooq")) {
      context.getLogger(talkative).setLevel(Level.WARN);
    }
    for (String talkative : List.of("com.networknt", "io.micrometer.core.instrument.binder")) {
      context.getLogger(talkative).setLevel(Level.ERROR);
    }
  }
}
