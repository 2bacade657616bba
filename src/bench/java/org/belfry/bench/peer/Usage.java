package org.belfry.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What processes use, as Linux counts it. */
public final class Usage {

  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

  // places in /proc/<pid>/stat, counted from the state, which follows the name
  private static final int PARENT = 1;
  private static final int OWN_TIME = 11;
  private static final int CHILDREN_TIME = 13;

  private Usage() {}

  /** Whether this system tells. */
  public static boolean isKnown() {
    return Files.isReadable(Path.of("/proc/self/stat"));
  }

  /** Seconds of processor time of one process. */
  public static double seconds(long pid) {
    return ticks(pid, OWN_TIME) / TICKS_PER_SECOND;
  }

  /** Seconds of processor time that a JVM has spent on compiling. */
  public static double compilerSeconds(long pid) {
    var ticks = 0L;
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (var thread : threads) {
        var stat = Files.readString(thread.resolve("stat"));
        if (stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler")) {
          var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
          ticks += Long.parseLong(fields[OWN_TIME]) + Long.parseLong(fields[OWN_TIME + 1]);
        }
      }
    } catch (IOException e) {
      return 0; // no such system, or a thread that has ended meanwhile
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Seconds of processor time of a process, its children and those of them that have ended. */
  public static double familySeconds(long pid) {
    var sum = ticks(pid, OWN_TIME) + ticks(pid, CHILDREN_TIME);
    for (var child : children(pid)) {
      sum += ticks(child, OWN_TIME);
    }
    return sum / TICKS_PER_SECOND;
  }

  private static long ticks(long pid, int field) {
    var fields = stat(pid);
    return fields == null ? 0 : Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1]);
  }

  /** The fields after the name, which may hold blanks; null if the process is gone. */
  private static String[] stat(long pid) {
    try {
      var line = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return line.substring(line.lastIndexOf(')') + 2).split(" ");
    } catch (IOException e) {
      return null;
    }
  }

  private static List<Long> children(long pid) {
    var children = new ArrayList<Long>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        var candidate = Long.parseLong(process.getFileName().toString());
        var fields = stat(candidate);
        if (fields != null && Long.parseLong(fields[PARENT]) == pid) {
          children.add(candidate);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return children;
  }

  /** Bytes of a process that are in memory. */
  public static long resident(long pid) {
    return rollup(pid, "Rss:");
  }

  /** Bytes of a process and its children; what they share counts once. */
  public static long familyResident(long pid) {
    var sum = rollup(pid, "Pss:");
    for (var child : children(pid)) {
      sum += rollup(child, "Pss:");
    }
    return sum;
  }

  private static long rollup(long pid, String name) {
    try {
      for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0; // gone meanwhile
    }
    return 0;
  }

  /** Seconds in which any of this machine's processors was busy, with whatever. */
  public static double machineSeconds() {
    try {
      var fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+");
      var busy = 0L;
      for (var i = 1; i < fields.length; i++) {
        if (i != 4 && i != 5 && i < 9) { // idle and waiting for a disk; guests count as users
          busy += Long.parseLong(fields[i]);
        }
      }
      return busy / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0;
    }
  }
}
