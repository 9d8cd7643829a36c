package io.rlpips.training.robust;

/**
 * Which of a step's copies are edited, which attacked, and with what budgets. Rows are positions in the step, whose
 * pictures stand in random order where that counts.
 */
public enum CopyMixture {
    /** Every copy is edited, then attacked with half to one and a half times the middle budget. */
    TOGETHER {
        @Override
        int attacked(int pictures) {
            return pictures;
        }

        @Override
        boolean edited(int row, int pictures) {
            return true;
        }

        @Override
        double budget(int row, int pictures, double drawn) {
            return 0.5 + drawn;
        }
    },
    /**
     * A third is only attacked, with one to one and a half times the middle budget; a third is edited, then attacked
     * with a third to five sixths of it; the rest is only edited. So nothing is learnt from copies that are changed more
     * than anybody asks to be found.
     */
    APART {
        @Override
        int attacked(int pictures) {
            return 2 * (pictures / 3);
        }

        @Override
        boolean edited(int row, int pictures) {
            return row >= pictures / 3;
        }

        @Override
        double budget(int row, int pictures, double drawn) {
            return drawn / 2 + (edited(row, pictures) ? 1.0 / 3 : 1);
        }
    };

    /** @return how many are attacked: the first ones */
    abstract int attacked(int pictures);

    abstract boolean edited(int row, int pictures);

    /**
     * @param row of an attacked copy
     * @param drawn evenly from 0 to below 1
     * @return its budget, in units of the middle one
     */
    abstract double budget(int row, int pictures, double drawn);
}
