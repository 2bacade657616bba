package org.belfry.worker;

/** Something that has to run for the node to be of use. */
interface Vital {

  /** What is wrong with it as of {@link System#nanoTime()}, for people; null when all is well. */
  String trouble(long nanos);
}
