package io.rlpips.local.session;

import java.util.List;

/**
 * How references are searched.
 *
 * @param views names of views besides the picture as it is, or {@code standard} for all of them
 * @param exactNearest whether the nearest reference of an upload is told also where none lies within the search radius
 */
public record SearchChoice(List<String> views, boolean exactNearest) {
    /** Pictures as they are, within the radius. */
    public static final SearchChoice PLAIN = new SearchChoice(List.of(), false);
}
