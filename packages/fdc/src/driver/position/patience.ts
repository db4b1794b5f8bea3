/** How long drives may take for what they do with the tape, in milliseconds. */

/** To stop the tape. */
export const stopMs = 5_000;

/** To stop and back up. */
export const pauseMs = 16_000;

/** To move the head to any track. */
export const headSeekMs = 15_000;
