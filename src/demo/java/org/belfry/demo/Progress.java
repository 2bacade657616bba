package org.belfry.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says before a long step of {@code mvn -q -Prun} what it is, for Maven says nothing then. Stands
 * alone: it is run from its source before anything is compiled.
 */
public final class Progress {

  private Progress() {}

  /** The name of the step, and where the server is or will be. */
  public static void main(String[] arguments) {
    boolean isFirst = !Files.isDirectory(Path.of(arguments[1]));
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    switch (arguments[0]) {
      case "building" ->
          out.println(
              isFirst
                  ? "Fetching what is missing and building Belfry;"
                      + " the first time that takes some minutes ..."
                  : "Building Belfry ...");
      case "provisioning" -> {
        if (isFirst) {
          out.println("Fetching and provisioning the server in " + arguments[1] + " ...");
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }
}
