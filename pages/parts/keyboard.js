// Keys typed at speed arrive whole in a table.
//
// The table opens and closes a cell some moments after the key that asks for it. In between the keyboard belongs to
// nothing, and an Enter that follows a digit too fast throws the cell's text away: while the page is redrawn, a digit
// or a whole number would be lost. Here each key is done with before the next one is given on, in order.
(() => {
    if (window.heldKeys !== undefined) return;
    window.heldKeys = null; // an array while keys are held

    const PATIENCE = 20000; // milliseconds that a busy machine may take
    const LOCKED = 2000; // milliseconds until the table is believed that no marked cell can open
    const entry = () => document.querySelector(".gdg-input");
    const onTable = () => document.activeElement?.closest('[data-testid="data-grid-canvas"]') != null;
    // A cell that chooses from a list, or a field of the page that was clicked meanwhile, takes keys as well.
    const inField = () => document.activeElement?.matches("input, textarea") ?? false;
    const inCell = () => entry() !== null && entry() === document.activeElement;
    const backOnTable = () => (entry() === null && onTable()) || (inField() && !inCell());
    const isLocked = () => document.activeElement?.closest("canvas")
        ?.querySelector('[role="gridcell"][aria-selected="true"]:not([aria-readonly="true"])') == null;
    const isCommand = event => event.ctrlKey || event.metaKey || event.altKey;
    const isText = event => event.key.length === 1 && !isCommand(event);
    const isHeld = event => !isCommand(event) && !event.isComposing && !["Shift", "Process"].includes(event.key);

    // What must hold before the next key: that the key's work is done, or only that the page has drawn it.
    const drawn = () => true;
    const leadsTo = event => {
        if (inCell()) return ["Enter", "Tab", "Escape"].includes(event.key) && !event.shiftKey ? backOnTable : drawn;
        return onTable() && (isText(event) || event.key === "Enter") ? inField : drawn;
    };

    const turn = () => new Promise(resolve => setTimeout(resolve));
    const met = async condition => {
        const start = performance.now();
        const waits = () => performance.now() < start + (condition === inField && isLocked() ? LOCKED : PATIENCE);
        do await turn();
        while (!condition() && waits());
        return condition();
    };

    const giveOn = event => {
        if (inField() && isText(event)) document.execCommand("insertText", false, event.key);
        else if (inField() && event.key === "Backspace") document.execCommand("delete");
        else {
            const {key, code, keyCode, shiftKey} = event;
            const again = {key, code, keyCode, shiftKey, bubbles: true, cancelable: true};
            document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", again));
        }
    };

    const hold = async condition => {
        window.heldKeys = [];
        await turn(); // set before the table's own timers for this key, the next one after them
        for (let next = condition; ;) {
            if (!(await met(next))) {
                while (window.heldKeys.length > 0 && isText(window.heldKeys[0])) window.heldKeys.shift();
            }
            const event = window.heldKeys.shift();
            if (event === undefined) return;
            next = leadsTo(event);
            giveOn(event);
        }
    };

    window.addEventListener("keydown", event => {
        if (!event.isTrusted || !isHeld(event)) return;
        if (window.heldKeys !== null) {
            event.preventDefault();
            event.stopImmediatePropagation();
            window.heldKeys.push(event);
            return;
        }
        if (inCell() || onTable()) hold(leadsTo(event)).finally(() => { window.heldKeys = null; });
    }, true);
})();
