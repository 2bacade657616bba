package org.belfry.model;

/** What a frame says happened; by its label it is called so on every transport. */
public enum FrameEvent {
  HELLO("hello"),
  NOTIFICATION("notification"),
  CHANGED("changed"),
  REMOVED("removed"),
  CAUGHT_UP("caught-up"),
  RESET("reset"),
  OK("ok"),
  ERROR("error"),
  GOODBYE("goodbye");

  private final String label;

  FrameEvent(String label) {
    this.label = label;
  }

  /** As in {@code docs/protocol.md}. */
  public String label() {
    return label;
  }

  /** The event of this label; null for one that this version does not know. */
  public static FrameEvent of(String label) {
    for (var event : values()) {
      if (event.label.equals(label)) {
        return event;
      }
    }
    return null;
  }
}
