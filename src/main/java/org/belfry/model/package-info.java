/**
 * The nouns that all rooms speak of, each with its own type: checked where it is made, the same
 * everywhere. Knows no room.
 */
package org.belfry.model;
