package org.belfry.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files and directories that nobody but their owner reads, from their first moment on. Where a
 * system has no such permissions they are as the directory above says.
 */
public final class OwnerOnly {

  private OwnerOnly() {}

  /** Makes a directory, or shuts the one that is there. */
  public static Path directory(Path directory) throws IOException {
    var mode = PosixFilePermissions.fromString("rwx------");
    if (!hasModes(directory)) {
      return Files.createDirectories(directory);
    }
    Files.createDirectories(directory.toAbsolutePath().getParent());
    if (Files.isDirectory(directory)) {
      return Files.setPosixFilePermissions(directory, mode);
    }
    return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(mode));
  }

  /** Writes a new file, in place of one that is there. */
  public static Path write(Path file, String content) throws IOException {
    Files.deleteIfExists(file);
    if (hasModes(file)) {
      var mode = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
    }
    return Files.writeString(file, content, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
