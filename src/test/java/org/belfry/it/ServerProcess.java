package org.belfry.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A look into the JVM of the server that Arquillian deploys into. */
final class ServerProcess {

  /** Named by Belfry and its libraries, or by the managed thread factory of WildFly or Payara. */
  private static final Pattern OURS =
      Pattern.compile(
          "belfry|PostgreSQL|EE-ManagedThreadFactory|concurrent/__defaultManagedThreadFactory");

  private ServerProcess() {}

  /** The names of its threads that Belfry has begun, or its libraries have. */
  static List<String> threadsOfBelfry() {
    return jcmd("Thread.print")
        .lines()
        .filter(line -> line.startsWith("\""))
        .map(line -> line.substring(1, line.indexOf('"', 1)))
        .filter(name -> OURS.matcher(name).lookingAt())
        .toList();
  }

  private static String jcmd(String command) {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      var process =
          new ProcessBuilder(jcmd, Long.toString(pid()), command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long pid() {
    var directory = System.getProperty("belfry.test.server-directory");
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains(directory))
        .mapToLong(ProcessHandle::pid)
        .findFirst()
        .orElseThrow();
  }
}
