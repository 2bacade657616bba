package org.belfry.problem;

/** Is told of everybody who is turned away at a door. */
@FunctionalInterface
public interface RefusalListener {

  /**
   * @param door a transport, or a method and a path
   */
  void refused(String door, Problem why, String remoteAddress);
}
