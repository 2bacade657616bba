package org.belfry.bench.measure;

/** Somebody who asks very much of the server, while others are measured; for one time. */
interface Heavy {

  /** The name in tables and floors. */
  String name();

  /** Puts in place what it takes; not measured. */
  void prepare() throws Exception;

  /** Returns when it is going on. */
  void begin() throws Exception;

  /** Ends it, and returns when the server is at rest again. */
  void end() throws Exception;
}
