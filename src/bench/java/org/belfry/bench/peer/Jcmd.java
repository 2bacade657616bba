package org.belfry.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the JDK's {@code jcmd} can ask of a running JVM. */
public final class Jcmd {

  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private Jcmd() {}

  /** Has it collect its garbage, wholly. */
  public static void collect(long pid) throws IOException, InterruptedException {
    run(pid, "GC.run");
  }

  /** Bytes of its heap in use. */
  public static long heapUsed(long pid) throws IOException, InterruptedException {
    var used = USED.matcher(run(pid, "GC.heap_info"));
    if (!used.find()) {
      throw new IOException("jcmd does not say what the heap of " + pid + " uses");
    }
    return Long.parseLong(used.group(1)) * 1024;
  }

  private static String run(long pid, String command) throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process = new ProcessBuilder(jcmd, "" + pid, command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + said);
    }
    return said;
  }
}
