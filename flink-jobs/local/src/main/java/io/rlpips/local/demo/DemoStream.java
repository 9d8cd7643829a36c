package io.rlpips.local.demo;

import io.rlpips.local.gallery.Gallery;
import io.rlpips.local.gallery.Gallery.Drawing;
import io.rlpips.local.score.Labels;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.PictureAttack;
import io.rlpips.training.attack.ProjectedGradient;
import io.rlpips.training.distortion.PictureEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Everything the demo shows the detector: the same pictures in the same order every time. */
final class DemoStream {
    private static final long ORDER_SEED = 20_231_115;
    /** Of how many references one is attacked. */
    private static final int ATTACKED_EVERY = 4;

    private static final int[] BUDGETS = {4, 8};

    private DemoStream() {}

    /** @return the references as files */
    static List<Picture> references(List<Drawing> drawings) {
        return drawings.parallelStream()
                .map(drawing -> Picture.inMemory(fileName(drawing), PictureEncoder.png(drawing.picture())))
                .toList();
    }

    /** @return copies by every kind of edit, pictures of nothing known, broken files; in a mixed order */
    static List<DemoUpload> uploads(List<Drawing> references, ModelBundle model) {
        List<DemoUpload> uploads = new ArrayList<>();
        Edit.all().forEach(edit -> uploads.addAll(edited(edit, references)));
        uploads.addAll(attacked(references, model));
        uploads.addAll(Gallery.unrelated().parallelStream()
                .map(drawing -> DemoUpload.unrelated(
                        DemoUpload.UNRELATED + "/" + drawing.name() + ".jpg",
                        PictureEncoder.jpeg(drawing.picture(), 90)))
                .toList());
        BrokenFiles.make(references.get(0).picture()).forEach(file -> uploads.add(DemoUpload.broken(file)));
        Collections.shuffle(uploads, new Random(ORDER_SEED));
        return uploads;
    }

    static Labels labels(List<DemoUpload> uploads) {
        List<Labels.Copy> copies = new ArrayList<>();
        Set<String> unrelated = new LinkedHashSet<>();
        for (DemoUpload upload : uploads) {
            upload.reference()
                    .ifPresent(reference -> copies.add(
                            new Labels.Copy(upload.picture().id(), reference, Map.of("edit", upload.edit()))));
            if (upload.edit().equals(DemoUpload.UNRELATED)) {
                unrelated.add(upload.picture().id());
            }
        }
        return new Labels(List.of("edit"), copies, unrelated);
    }

    private static List<DemoUpload> edited(Edit edit, List<Drawing> references) {
        return everyNth(references, edit.every()).parallelStream()
                .map(drawing -> DemoUpload.copy(
                        edit.name() + "/" + drawing.name() + edit.suffix(),
                        edit.encoded().apply(drawing.picture()),
                        edit.name(),
                        fileName(drawing),
                        edit.promised()))
                .toList();
    }

    /** White-box attacks by someone who has the model: lossless files, so that nothing of the perturbation is lost. */
    private static List<DemoUpload> attacked(List<Drawing> references, ModelBundle model) {
        List<DemoUpload> uploads = new ArrayList<>();
        try (PictureAttack attack = new PictureAttack(model, ProjectedGradient.STANDARD, DeviceChoice.AUTO)) {
            for (Drawing drawing : everyNth(references, ATTACKED_EVERY)) {
                for (int budget : BUDGETS) {
                    String name = "attacked-" + budget + "-255";
                    byte[] file = PictureEncoder.png(
                            attack.evade(drawing.picture(), Budget.largestChange(budget / 255.0), budget)
                                    .picture());
                    uploads.add(DemoUpload.copy(name + "/" + fileName(drawing), file, name, fileName(drawing), true));
                }
            }
        }
        return uploads;
    }

    private static List<Drawing> everyNth(List<Drawing> drawings, int every) {
        List<Drawing> chosen = new ArrayList<>();
        for (int i = 0; i < drawings.size(); i += every) {
            chosen.add(drawings.get(i));
        }
        return chosen;
    }

    private static String fileName(Drawing drawing) {
        return drawing.name() + ".png";
    }
}
