/**
 * The contracts of small push servers of the Socket.IO 2 era, for clients and back ends that move
 * over as they are. They trust what a client says about itself and who posts, so they are off
 * unless switched on. What comes in through them is stored like everything else.
 */
package org.belfry.compat;
