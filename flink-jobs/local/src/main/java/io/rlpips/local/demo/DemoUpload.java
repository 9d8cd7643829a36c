package io.rlpips.local.demo;

import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.FailureCategory;
import java.util.Optional;

/**
 * An upload of the demo and what is known about it.
 *
 * @param edit what kind it is: the name of an edit or attack, {@code unrelated} or {@code broken}
 * @param reference what it is a copy of
 * @param promised whether the demo fails when the copy is not found
 * @param rejection why it has to be refused
 */
record DemoUpload(
        Picture picture,
        String edit,
        Optional<String> reference,
        boolean promised,
        Optional<FailureCategory> rejection) {
    static final String UNRELATED = "unrelated";
    static final String BROKEN = "broken";

    static DemoUpload copy(String id, byte[] encoded, String edit, String reference, boolean promised) {
        return new DemoUpload(Picture.inMemory(id, encoded), edit, Optional.of(reference), promised, Optional.empty());
    }

    static DemoUpload unrelated(String id, byte[] encoded) {
        return new DemoUpload(Picture.inMemory(id, encoded), UNRELATED, Optional.empty(), true, Optional.empty());
    }

    static DemoUpload broken(BrokenFiles.BrokenFile file) {
        return new DemoUpload(
                Picture.inMemory(BROKEN + "/" + file.name(), file.content()),
                BROKEN,
                Optional.empty(),
                true,
                Optional.of(file.expected()));
    }
}
