import type { TargetedEvent, TargetedMouseEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * What makes a `<dialog>` modal as long as it is shown: the browser keeps the focus inside and gives it back. Escape asks to close it,
 * and so does a click beside it unless `keepOnOutsideClick`.
 */
export function useModal(onClose: () => void, keepOnOutsideClick = false) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  const onCancel = (event: TargetedEvent<HTMLDialogElement>) => {
    event.preventDefault();
    onClose();
  };
  const onClick = (event: TargetedMouseEvent<HTMLDialogElement>) => {
    if (!keepOnOutsideClick && event.target === ref.current) onClose();
  };
  return { ref, onCancel, onClick };
}
