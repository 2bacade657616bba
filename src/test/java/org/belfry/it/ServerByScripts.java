package org.belfry.it;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A server that commands of a document have started, in the shell that runs them.
 *
 * @param log where that shell writes to
 */
record ServerByScripts(Process shell, int port, Path log) implements AutoCloseable {

  URI url() {
    return URI.create("http://localhost:" + port + "/");
  }

  /** TERM for all, as a terminal that is closed says it. */
  @Override
  public void close() {
    var all = List.copyOf(shell.descendants().toList());
    all.forEach(ProcessHandle::destroy);
    shell.destroy();
    shell.onExit().join();
    all.forEach(process -> process.onExit().join());
  }
}
