package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * An edit of a picture, as people and platforms make them. Pure: the same picture and parameters give the same pixels,
 * the source is not written to. Safe to share between threads.
 */
public interface Distortion {
    /** @return what kind of edit this is, in lower case, one word or hyphenated: {@code jpeg}, {@code colour-shift} */
    String name();

    /** @return the parameters by name, units in the names; never null, empty where the edit has none */
    Map<String, Object> parameters();

    /** @return the edited picture, or the source itself where nothing changes; its size may differ from the source's */
    RgbImage apply(RgbImage source);
}
