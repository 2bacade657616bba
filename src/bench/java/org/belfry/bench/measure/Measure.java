package org.belfry.bench.measure;

import org.belfry.bench.peer.Kind;

/** One thing that is measured, of one server at a time. */
interface Measure {

  /** The name in options, tables and floors. */
  String id();

  /** Whether this server can do it at all. */
  boolean concerns(Kind kind);

  /** Puts in place what the measure needs; not measured, once per server. */
  default void prepare(Stage stage, Kind kind) throws Exception {}

  /** Measures once. */
  void run(Stage stage, Kind kind) throws Exception;
}
