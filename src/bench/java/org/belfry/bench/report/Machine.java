package org.belfry.bench.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the figures were taken on. */
public final class Machine {

  private static final int SYNCS = 200;
  private static final int PAGE = 8_192;

  private Machine() {}

  /** Describes this machine; {@code directory} is on the disk that the database uses. */
  public static Map<String, String> describe(Path directory) throws IOException {
    var about = new LinkedHashMap<String, String>();
    about.put("processor", field("/proc/cpuinfo", "model name"));
    about.put("cores", "" + Runtime.getRuntime().availableProcessors());
    about.put("memory", memory());
    about.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    about.put("JDK", System.getProperty("java.vm.version"));
    about.put("write and fsync of 8 KB", Numbers.plain(sync(directory)) + " ms (median)");
    return about;
  }

  private static String memory() throws IOException {
    var kilobytes = field("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
    return kilobytes.isEmpty()
        ? "unknown"
        : String.format(Locale.ROOT, "%.0f GB", Long.parseLong(kilobytes) / 1024.0 / 1024);
  }

  private static String field(String file, String name) throws IOException {
    var path = Path.of(file);
    if (!Files.isReadable(path)) {
      return "unknown";
    }
    return Files.readAllLines(path).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  /** What a commit waits for at least, in milliseconds. */
  private static double sync(Path directory) throws IOException {
    var file = Files.createTempFile(directory, "sync", null);
    var times = new long[SYNCS];
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (var i = 0; i < SYNCS; i++) {
        var begun = System.nanoTime();
        channel.write(ByteBuffer.allocate(PAGE), (long) (i % 16) * PAGE);
        channel.force(false);
        times[i] = System.nanoTime() - begun;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(times);
    return times[SYNCS / 2] / 1e6;
  }
}
